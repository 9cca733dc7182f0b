import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readMappingFile } from '@switchback/crm-mapping';
import type { FactType } from '@switchback/crm-mapping';
import { openDatabase, openSql } from '@switchback/persistence';
import type { SqlDatabase } from '@switchback/persistence';
import { freshDatabase, until } from '@switchback/testing';
import { claimRound } from '../src/store/read-round.ts';
import { storeFact } from '../src/store/store-fact.ts';

const { file } = readMappingFile(`
connections: [{ name: crm, kind: hubspot, tokenFile: /none }]
organizations: [{ name: demo, connection: crm }]
`);
const policy = file!.organizations[0]!;
const task = { connection: 'crm', taskId: '7' };
const LATE = '2026-07-14T09:00:00.000Z';
const EARLY = '2026-07-14T08:00:00.000Z';

describe('what crm-sync stores', () => {
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let database: ReturnType<typeof openDatabase>;
  let db: SqlDatabase;

  beforeAll(async () => {
    fresh = await freshDatabase(join(import.meta.dirname, '../prisma'));
    database = openDatabase(fresh.url);
    db = openSql(database.pool);
  });
  beforeEach(() => database.pool.query('TRUNCATE session, fact, task, effect, tombstone'));
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  const store = (
    type: FactType,
    version: string,
    createdAt: string | null = LATE,
    variables: object = { taskId: '7' },
  ) =>
    storeFact(
      db,
      {
        ...{ organization: 'demo', sessionId: 's', policy, type, version, payload: { createdAt } },
        candidate: { direction: 'OUTBOUND', agentId: null, variables: { ...variables } },
      },
      () => {
        throw new Error('unmatched');
      },
    );
  const wanted = async () => (await db.rows<{ wanted: bigint }>`SELECT wanted FROM task`)[0]?.wanted;
  const facts = async () => (await db.rows`SELECT 1 FROM fact`).length;
  const isBlocked = async () =>
    (await db.rows`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)
      .length > 0;
  /** Does `meanwhile` in a transaction that is committed once `work` waits for it. */
  const during = async <T>(meanwhile: readonly string[], work: () => Promise<T>): Promise<T> => {
    const other = await database.pool.connect();
    await other.query(['BEGIN', ...meanwhile].join(';'));
    const working = work();
    await until('the work to wait for the other transaction', isBlocked);
    await other.query('COMMIT');
    other.release();
    return working;
  };

  it('has a task looked at for what tells something new, and for what is seen again', async () => {
    expect(await store('created', 'c')).toMatchObject({ taskId: '7', wanted: 1n });
    expect(await store('ended', 'e')).toBeUndefined();
    expect(await facts()).toBe(2);
    expect(await store('ended', 'e')).toMatchObject({ wanted: 2n });
    expect(await store('ended', 'no start', null)).toBeUndefined();
    expect(await store('ended', 'earlier', EARLY)).toMatchObject({ wanted: 3n });
    expect(await store('enriched', '1')).toMatchObject({ wanted: 4n });
    expect(await wanted()).toBe(4n);
  });

  it('finds the task by an end that comes first, and takes what has none as told by it', async () => {
    expect(await store('ended', 'e')).toMatchObject({ taskId: '7', wanted: 1n });
    expect(await store('enriched', '1', LATE, {})).toMatchObject({ taskId: '7', wanted: 2n });
  });

  it('stores nothing of a session that is erased at the same moment', async () => {
    await store('created', 'c');
    const erasure = [
      "SELECT 1 FROM session WHERE session_id = 's' FOR UPDATE",
      "INSERT INTO tombstone (organization, session_id) VALUES ('demo', 's')",
      'DELETE FROM fact',
      'DELETE FROM session',
    ];
    expect(await during(erasure, () => store('enriched', '1'))).toBeUndefined();
    expect(await facts()).toBe(0);
  });

  it('claims only what it has seen: a ledger that was written meanwhile is read anew', async () => {
    await store('created', 'c');
    const otherWriter = [
      'UPDATE task SET fence = fence + 1, applied = wanted',
      "INSERT INTO effect (connection, task_id, effect_key, state, desired_hash, fence, attempts) VALUES ('crm', '7', 'k', 'done', 'h', 1, 1)",
    ];
    expect(await during(otherWriter, () => claimRound(db, task, 1_000))).toBeUndefined();
    const held = await claimRound(db, task, 60_000);
    expect(held?.lease.fence).toBe(2n);
    expect([...(held?.read.ledger.settled.keys() ?? [])]).toEqual(['k']);
    expect(await claimRound(db, task, 60_000)).toBeUndefined();
  });

  it('starts from the number that belongs to the facts it has read', async () => {
    await store('created', 'c');
    const newFact = [
      "INSERT INTO fact (organization, session_id, event_type, version, payload) VALUES ('demo', 's', 'enriched', '1', '{}')",
      'UPDATE task SET wanted = wanted + 1',
    ];
    const held = await during(newFact, () => claimRound(db, task, 60_000));
    expect(held?.read.known.facts).toHaveLength(1);
    expect(held?.read.wanted).toBe(1n);
    expect(await wanted()).toBe(2n);
  });
});
