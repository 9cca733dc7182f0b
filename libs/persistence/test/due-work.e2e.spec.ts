import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Failure } from '@switchback/failure';
import { DueWorkPoller, schedule, unschedule } from '../src/index.ts';
import type { Database, DueWork } from '../src/index.ts';
import { count, openTables, silent, until } from './tables.ts';

const work = (subject: string) => ({
  organization: 'demo',
  kind: 'read',
  subject,
  attempt: 1,
  reason: 'later',
  delayMs: 0,
});

describe('due work', () => {
  let database: Database;
  const pollers: DueWorkPoller[] = [];
  const poller = (read: (work: DueWork) => Promise<void>) => {
    const one = new DueWorkPoller({ pool: database.pool, handlers: { read }, logger: silent, pollMs: 20 });
    pollers.push(one);
    one.start();
    return one;
  };
  const rows = async () =>
    (
      await database.pool.query<{ reason: string; attempt: number; wait: number }>(
        'SELECT reason, attempt, round(extract(epoch FROM due_at - now()))::int AS wait FROM due_work',
      )
    ).rows;
  beforeEach(async () => {
    database = await openTables();
  });
  afterEach(async () => {
    await Promise.all(pollers.splice(0).map((one) => one.stop()));
    await database.close();
  });

  it('is done by one of two pollers, once, and its row goes', async () => {
    for (let n = 0; n < 50; n += 1) await schedule(database.pool, work(`s${n}`));
    const done: string[] = [];
    const read = async ({ subject }: DueWork) => {
      done.push(subject);
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    poller(read);
    poller(read);
    await until(async () => (await count(database, 'due_work')) === 0);
    expect(done.toSorted()).toEqual(Array.from({ length: 50 }, (_, n) => `s${n}`).toSorted());
  });

  it('waits until it is due, and can be taken back', async () => {
    const done: string[] = [];
    await schedule(database.pool, { ...work('later'), delayMs: 300_000 });
    await schedule(database.pool, work('now'));
    poller(({ subject }) => Promise.resolve(void done.push(subject)));
    await until(async () => (await count(database, 'due_work')) === 1);
    expect(done).toEqual(['now']);
    await unschedule(database.pool, work('later'));
    expect(await count(database, 'due_work')).toBe(0);
  });

  it('is postponed when it fails, with the code as reason and the time that the other side named', async () => {
    await schedule(database.pool, work('x'));
    poller(() => Promise.reject(new Failure('VENDOR_RATE_LIMITED', { retryAt: new Date(Date.now() + 100_000) })));
    await until(async () => (await rows())[0]?.attempt === 2);
    const [row] = await rows();
    expect(row?.reason).toBe('VENDOR_RATE_LIMITED');
    expect(Math.abs((row?.wait ?? 0) - 100)).toBeLessThan(5);
  });

  it('stays when its handler scheduled it anew', async () => {
    await schedule(database.pool, work('x'));
    const one = poller(() => schedule(database.pool, { ...work('x'), attempt: 2, reason: 'again', delayMs: 60_000 }));
    await until(async () => (await rows())[0]?.reason === 'again');
    await one.stop();
    expect(await rows()).toEqual([{ reason: 'again', attempt: 2, wait: 60 }]);
  });
});
