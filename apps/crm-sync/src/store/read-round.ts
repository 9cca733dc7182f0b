import { factsOf } from './facts-of.ts';
import type { FactRow, TaskFacts } from './facts-of.ts';
import type { Db, TaskRef } from './database.ts';
import { ledgerOf } from './ledger-of.ts';
import type { EffectRow, FieldRow, ReadLedger } from './ledger-of.ts';
import type { Lease } from './lease.ts';

/** What a round starts from, all of one moment: the facts that were there when `wanted` was the number to reach. */
export interface RoundRead {
  readonly wanted: bigint;
  /** The revision of the last event that told of the task. */
  readonly told: bigint;
  readonly known: TaskFacts;
  readonly ledger: ReadLedger;
}

interface Row {
  fence: bigint;
  wanted: bigint;
  told: bigint;
  conflicts: string[];
  is_untold: boolean;
  facts: FactRow[];
  effects: EffectRow[];
  fields: FieldRow[];
}

const LISTED = "coalesce((SELECT json_agg(one) FROM (%) AS one), '[]')";
const listed = (select: string, name: string): string => `${LISTED.replace('%', select)} AS ${name}`;

// One statement, so that facts, ledger and number are of one moment.
const PARTS = [
  listed(
    `SELECT organization, session_id, matched_by, unmatched_reason, event_type, version, payload
     FROM session JOIN fact USING (organization, session_id) WHERE connection = $1 AND task_id = $2`,
    'facts',
  ),
  listed(
    `SELECT effect_key, state, desired_hash, remote_id, settles_at, settles_at <= now() AS is_due
     FROM effect WHERE connection = $1 AND task_id = $2`,
    'effects',
  ),
  listed(
    `SELECT field, session_id, base, written, uncertain, settles_at, settles_at <= now() AS is_due
     FROM task_field WHERE connection = $1 AND task_id = $2`,
    'fields',
  ),
].join(', ');
const SEEN = "wanted, told, conflicts, told = 0 OR state = 'parked' AS is_untold";

// A claim of exactly what was seen: whoever wrote the ledger since had the lease, and has changed the task's row.
const CLAIM = `
  WITH seen AS MATERIALIZED (
    SELECT fence, lease_until, ${SEEN} FROM task WHERE connection = $1 AND task_id = $2),
  held AS (
    UPDATE task SET fence = task.fence + 1, lease_until = now() + $3::float8 * interval '1 millisecond' FROM seen
    WHERE connection = $1 AND task_id = $2 AND (task.lease_until IS NULL OR task.lease_until < now())
      AND task.fence = seen.fence AND task.lease_until IS NOT DISTINCT FROM seen.lease_until
    RETURNING task.fence)
  SELECT held.fence, seen.wanted, seen.told, seen.conflicts, seen.is_untold, ${PARTS} FROM held, seen`;

const READ = `SELECT fence, ${SEEN}, ${PARTS} FROM task WHERE connection = $1 AND task_id = $2`;

const roundOf = ({ wanted, told, conflicts, is_untold, facts, effects, fields }: Row): RoundRead => ({
  wanted,
  told,
  known: factsOf(facts),
  ledger: ledgerOf({ effects, fields, reported: conflicts, isUntold: is_untold }),
});

/**
 * The lease, and what its first round starts from; undefined while somebody else has it. Each claim has a higher fence.
 */
export const claimRound = async (
  db: Db,
  { connection, taskId }: TaskRef,
  ms: number,
): Promise<{ readonly lease: Lease; readonly read: RoundRead } | undefined> => {
  const [row] = (await db.query(CLAIM, [connection, taskId, ms])).rows as Row[];
  return row && { lease: { connection, taskId, fence: row.fence, ms }, read: roundOf(row) };
};

/** What a further round under the same lease starts from. */
export const readRound = async (db: Db, { connection, taskId }: Lease): Promise<RoundRead> => {
  const [row] = (await db.query(READ, [connection, taskId])).rows as Row[];
  if (!row) throw new Error('a task under a lease has no row');
  return roundOf(row);
};
