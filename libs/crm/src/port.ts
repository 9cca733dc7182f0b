import type { OutcomeValue } from '@switchback/contracts';
import type { FailureCode } from '@switchback/failure';

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

/** A call record as the CRM has it. */
export interface FoundCall {
  readonly id: string;
  /** Of the properties that were asked for, those that hold something. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface Capabilities {
  /** Whether the CRM can compare before it writes. */
  readonly cas: 'strong' | 'weak' | 'none';
  /** `upsert`: the same key again changes the record instead of making another. */
  readonly keyedCreate: 'client-id' | 'upsert' | 'none';
  readonly callRecord: 'same-as-task' | 'separate';
  /** Statuses that mean that a person or we have ended the task. */
  readonly closedStatuses: readonly string[];
  /** Most records in one request; with `poisonsWhole` one that is refused has all refused. */
  readonly batch: { readonly max: number; readonly poisonsWhole: boolean } | null;
  /** Longest text of a body, in characters. */
  readonly bodyMax: number;
}

/** What the mapping needs of an account. */
export interface SetupNeeds {
  readonly statuses: readonly string[];
  /** Properties of call records that the mapping writes. */
  readonly callFields: readonly string[];
}

export interface SetupFinding {
  readonly what: string;
  readonly ok: boolean;
  /** What is missing and how to get it. */
  readonly detail: string;
}

/** What an answer says of limits. */
export interface RateHints {
  /** Requests that are allowed in `perMs`. */
  readonly window?: { readonly requests: number; readonly perMs: number };
  readonly retryAt?: Date;
}

/** How one request ended, for whoever minds the account's limits. */
export interface AnswerFacts extends RateHints {
  /** Undefined for a success. */
  readonly code: FailureCode | undefined;
}

/** Stands before every request of one account. */
export interface Gate {
  /** Resolves when a request may go; rejects with a `Failure` when it may not now. */
  admit(): Promise<void>;
  /** Gives when to try again, where the gate knows better than the answer. */
  observe(facts: AnswerFacts): Date | undefined;
}

/**
 * One CRM account. Connectors are stateless: they never retry, never sleep and keep nothing; the caller owns ledger,
 * order and retries. Every method throws a `Failure` whose code says what may have happened. The same `once` is given
 * again only for the same write: a CRM that honours idempotency keys does it once.
 */
export interface CrmConnector {
  readonly kind: string;
  readonly capabilities: Capabilities;
  /** Tells, item by item, whether the account has what is needed. Writes nothing. */
  check(needs: SetupNeeds): Promise<readonly SetupFinding[]>;
  /** Creates what the account lacks, and gives its names; idempotent. */
  provision(needs: SetupNeeds): Promise<readonly string[]>;
  /** null when the task does not exist. */
  readTask(id: string): Promise<TaskSnapshot | null>;
  /** Gives what the CRM shows now: it may have changed what it was given. */
  writeTask(id: string, patch: TaskPatch, once: string): Promise<ShownTask>;
  /** The record with this key and these of its properties, or null. Strongly consistent. */
  findCall(key: string, fields: readonly string[]): Promise<FoundCall | null>;
  /** Creates or updates by key; gives the record's id. */
  putCall(key: string, record: CallRecord, once: string): Promise<string>;
  /** Links a call record to a contact; again, it changes nothing. */
  linkCall(callId: string, contactId: string, once: string): Promise<void>;
  close(): Promise<void>;
}
