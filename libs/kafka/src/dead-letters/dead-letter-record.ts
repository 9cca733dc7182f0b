import { parseDeadLetterName } from '@switchback/contracts';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { readFailureHeaders } from './failure-headers.ts';
import type { FailureFacts } from './failure-headers.ts';

/** A dead letter as an operator sees it. */
export interface DeadLetter {
  /** `<dead-letter topic>/<partition>/<offset>`. */
  readonly place: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** When it was dead-lettered, by the broker's clock, in milliseconds. */
  readonly timestamp: number;
  /** Whose topic it came from, and the group that could not handle it. */
  readonly source: string;
  readonly group: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
  readonly failure: FailureFacts;
}

const placeOf = (topic: string, partition: number, offset: bigint): string => `${topic}/${partition}/${offset}`;

/**
 * Reads the place of a dead letter.
 * @throws Error where it is not of the form `<topic>/<partition>/<offset>`
 */
export const parsePlace = (place: string): { topic: string; partition: number; offset: bigint } => {
  const [, topic, partition, offset] = /^([^/]+)\/(\d+)\/(\d+)$/.exec(place) ?? [];
  if (topic === undefined || partition === undefined || offset === undefined)
    throw new Error(`"${place}" is no place of a dead letter: it has the form <topic>/<partition>/<offset>.`);
  return { topic, partition: Number(partition), offset: BigInt(offset) };
};

/** @throws Error where the topic's name is not one of dead letters */
export const toDeadLetter = (topic: string, partition: number, message: KafkaMessage): DeadLetter => {
  const of = parseDeadLetterName(topic);
  if (!of) throw new Error(`${topic} is not a dead-letter topic.`);
  const offset = BigInt(message.offset);
  return {
    ...of,
    place: placeOf(topic, partition, offset),
    topic,
    partition,
    offset,
    timestamp: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: message.headers ?? {},
    failure: readFailureHeaders(message.headers),
  };
};
