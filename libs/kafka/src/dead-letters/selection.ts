import type { DeadLetter } from './dead-letter-record.ts';

/** Which dead letters are meant; what is absent selects all. Times are milliseconds of being dead-lettered. */
export interface Selection {
  readonly group?: string | undefined;
  /** The source topic. */
  readonly topic?: string | undefined;
  readonly code?: string | undefined;
  readonly key?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Whether a dead-letter topic can hold any of them. */
export const concerns = (selection: Selection, of: { source: string; group: string }): boolean =>
  (selection.group === undefined || selection.group === of.group) &&
  (selection.topic === undefined || selection.topic === of.source);

export const selects = (selection: Selection, letter: DeadLetter): boolean =>
  concerns(selection, letter) &&
  (selection.code === undefined || selection.code === letter.failure.code) &&
  (selection.key === undefined || selection.key === letter.key?.toString()) &&
  (selection.since === undefined || letter.timestamp >= selection.since) &&
  (selection.until === undefined || letter.timestamp < selection.until);
