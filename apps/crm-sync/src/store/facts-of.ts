import type { Fact } from '@switchback/crm-mapping';

export interface FactRow {
  organization: string;
  session_id: string;
  matched_by: string | null;
  unmatched_reason: string | null;
  event_type: Fact['type'];
  version: string;
  payload: Fact['payload'];
}

export interface TaskFacts {
  readonly organization: string | undefined;
  readonly facts: readonly Fact[];
  /** How each session was found to belong to the task. */
  readonly matchedBy: ReadonlyMap<string, string | null>;
  /** The task was not in the CRM when a session of it was last looked at. */
  readonly wasGone: boolean;
}

/** All facts of all sessions of a task. */
export const factsOf = (rows: readonly FactRow[]): TaskFacts => ({
  organization: rows[0]?.organization,
  facts: rows.map((row) => ({
    sessionId: row.session_id,
    type: row.event_type,
    version: row.version,
    payload: row.payload,
  })),
  matchedBy: new Map(rows.map((row) => [row.session_id, row.matched_by])),
  wasGone: rows.some((row) => row.unmatched_reason !== null),
});
