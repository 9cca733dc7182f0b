import { deadLetterHeaders, headerNames } from '@switchback/contracts';
import type { IHeaders } from 'kafkajs';

/** Why a record was dead-lettered, as its headers tell it. */
export interface FailureFacts {
  readonly originalTopic: string;
  readonly originalPartition: string;
  readonly originalOffset: string;
  readonly originalTimestamp: string;
  readonly originalTimestampType: string;
  readonly originalGroup: string;
  readonly exceptionClass: string;
  readonly exceptionMessage: string;
  readonly code: string;
  readonly reason: string;
  readonly attempts: string;
  readonly firstFailure: string;
  readonly lastFailure: string;
}
type Fact = keyof FailureFacts;
const facts = Object.entries(deadLetterHeaders) as [Fact, string][];

/** 13 headers of at most this many bytes stay far below the 64 KiB by which a dead-letter topic is larger. */
const MAX_BYTES = 1_024;

const cap = (text: string): string => {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_BYTES) return text;
  // A character cut in two becomes U+FFFD, which would be longer than what it stands for.
  return bytes.subarray(0, MAX_BYTES).toString().replace(/�+$/, '');
};

/** The facts as headers, each capped. */
export const toFailureHeaders = (given: FailureFacts): Record<string, string> =>
  Object.fromEntries(facts.map(([fact, header]) => [header, cap(given[fact])]));

/** The facts of a dead letter; what another writer left out is an empty text. */
export const readFailureHeaders = (headers: IHeaders | undefined): FailureFacts =>
  Object.fromEntries(
    facts.map(([fact, header]) => {
      const given = headers?.[header];
      return [fact, (Array.isArray(given) ? given.at(-1) : given)?.toString() ?? ''];
    }),
  ) as Record<Fact, string>;

const ofFailure = new Set<string>(Object.values(deadLetterHeaders));
const ofReplay = new Set<string>([headerNames.replayGroup, headerNames.replayedFrom, headerNames.replayRun]);

/** The headers that the record had before it failed, byte for byte. Marks of an earlier replay go too: they are set anew. */
export const originalHeaders = (headers: IHeaders | undefined): IHeaders =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !ofFailure.has(name) && !ofReplay.has(name)));
