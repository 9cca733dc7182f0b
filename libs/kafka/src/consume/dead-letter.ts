import { deadLetterName } from '@switchback/contracts';
import { codeOf, failures } from '@switchback/failure';
import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../consumed-record.ts';
import type { RawRecord } from '../publish/kafka-producer.ts';

export interface Failed {
  readonly error: unknown;
  readonly attempts: number;
  readonly firstFailure: Date;
  readonly lastFailure: Date;
}

/**
 * The dead letter of a record: original bytes, key and headers, and why it failed. Spring's header names with text
 * values, and our own `x-dlq-*`. The reason is the failure table's text, never an error's message: those can quote input.
 */
export const deadLetter = (
  original: { record: ConsumedRecord; message: KafkaMessage; group: string },
  failed: Failed,
): RawRecord => {
  const { record, message, group } = original;
  const code = codeOf(failed.error);
  return {
    topic: deadLetterName(record.topic, group),
    key: message.key,
    value: message.value,
    headers: {
      ...message.headers,
      'kafka_dlt-original-topic': record.topic,
      'kafka_dlt-original-partition': String(record.partition),
      'kafka_dlt-original-offset': record.offset.toString(),
      'kafka_dlt-original-timestamp': String(record.timestamp),
      'kafka_dlt-original-consumer-group': group,
      'kafka_dlt-exception-fqcn': Error.isError(failed.error) ? failed.error.name : typeof failed.error,
      'x-dlq-code': code,
      'x-dlq-reason': failures[code].summary,
      'x-dlq-attempts': String(failed.attempts),
      'x-dlq-first-failure': failed.firstFailure.toISOString(),
      'x-dlq-last-failure': failed.lastFailure.toISOString(),
    },
  };
};
