import { deadLetterName } from '@switchback/contracts';
import { codeOf, failures } from '@switchback/failure';
import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../consumed-record.ts';
import { toFailureHeaders } from '../dead-letters/failure-headers.ts';
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
      ...toFailureHeaders({
        originalTopic: record.topic,
        originalPartition: String(record.partition),
        originalOffset: record.offset.toString(),
        originalTimestamp: String(record.timestamp),
        originalTimestampType: 'LogAppendTime',
        originalGroup: group,
        exceptionClass: Error.isError(failed.error) ? failed.error.name : typeof failed.error,
        exceptionMessage: failures[code].summary,
        code,
        reason: failures[code].summary,
        attempts: String(failed.attempts),
        firstFailure: failed.firstFailure.toISOString(),
        lastFailure: failed.lastFailure.toISOString(),
      }),
    },
  };
};
