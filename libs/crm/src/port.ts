import type { OutcomeValue } from '@switchback/contracts';

/** A task as the CRM shows it. */
export interface TaskSnapshot {
  readonly status: string;
  /** The free text of the task; ours are only the sections that we delimit. */
  readonly body: string;
  readonly contactIds: readonly string[];
}

/** Absolute values only; what is not named stays as it is. */
export interface TaskPatch {
  readonly status?: string;
  readonly body?: string;
}

/** What the CRM shows after a write, as far as its answer tells. */
export type ShownTask = TaskPatch;

export interface CallRecord {
  readonly title: string;
  readonly body: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  /** RFC 3339. */
  readonly startedAt: string;
  readonly talkSeconds: number | null;
  readonly outcome: OutcomeValue;
  /** Further properties by their names in the CRM; those of the record itself stand over them. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Capabilities {
  /** Whether the CRM can compare before it writes. */
  readonly cas: 'strong' | 'weak' | 'none';
  /** `upsert`: the same key again changes the record instead of making another. */
  readonly keyedCreate: 'client-id' | 'upsert' | 'none';
  readonly callRecord: 'same-as-task' | 'separate';
  /** Statuses that mean that a person or we have ended the task. */
  readonly closedStatuses: readonly string[];
  /** Longest text of a body, in characters. */
  readonly bodyMax: number;
}

/**
 * One CRM account. Connectors are stateless: they never retry, never sleep and keep nothing; the caller owns ledger,
 * order and retries. Every method makes one request, and throws a `Failure` whose code says what may have happened.
 */
export interface CrmConnector {
  readonly kind: string;
  readonly capabilities: Capabilities;
  /** Creates what the account lacks; idempotent. */
  provision(): Promise<void>;
  /** null when the task does not exist. */
  readTask(id: string): Promise<TaskSnapshot | null>;
  /** Gives what the CRM shows now: it may have changed what it was given. */
  writeTask(id: string, patch: TaskPatch): Promise<ShownTask>;
  /** The record with this key, or null. Strongly consistent. */
  findCall(key: string): Promise<string | null>;
  /** Creates or updates by key; gives the record's id. */
  putCall(key: string, record: CallRecord): Promise<string>;
  /** Links a call record to a contact; again, it changes nothing. */
  linkCall(callId: string, contactId: string): Promise<void>;
  close(): Promise<void>;
}
