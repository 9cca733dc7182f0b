import type { FieldLedger } from './field-ledger.ts';

/** An effect that was written, or refused for good. */
export interface SettledEffect {
  readonly state: 'done' | 'dead';
  /** Of what was written or refused. */
  readonly hash: string;
  readonly remoteId: string | null;
}

/** What the ledger knows of a task. */
export interface Ledger {
  readonly settled: ReadonlyMap<string, SettledEffect>;
  /** `status`, and `section:<session id>` for our section of a call in the task's text. */
  readonly fields: ReadonlyMap<string, FieldLedger>;
}

export const STATUS_FIELD = 'status';
const SECTION = 'section:';
export const sectionField = (sessionId: string): string => `${SECTION}${sessionId}`;
export const sessionOfSection = (field: string): string | undefined =>
  field.startsWith(SECTION) ? field.slice(SECTION.length) : undefined;
