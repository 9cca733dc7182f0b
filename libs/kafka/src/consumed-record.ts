import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Kafka } from './connect/connect-kafka.ts';

/** A record as handlers see it. */
export interface ConsumedRecord {
  /** Name in the contracts, without the configured prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Milliseconds since the epoch, by the broker's clock (LogAppendTime). */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer;
  /** Values as text; of a header that stands more than once, the last. */
  readonly headers: Readonly<Record<string, string>>;
}

const textHeaders = (headers: IHeaders | undefined): Record<string, string> => {
  const text: Record<string, string> = {};
  for (const name in headers) {
    const given = headers[name];
    const last = Array.isArray(given) ? given.at(-1) : given;
    if (last !== undefined) text[name] = last.toString();
  }
  return text;
};

export const toRecord = (
  kafka: Kafka,
  wireTopic: string,
  partition: number,
  message: KafkaMessage,
): ConsumedRecord => ({
  topic: kafka.contractName(wireTopic),
  partition,
  offset: BigInt(message.offset),
  timestamp: Number(message.timestamp),
  key: message.key?.toString() ?? null,
  value: message.value ?? Buffer.alloc(0),
  headers: textHeaders(message.headers),
});
