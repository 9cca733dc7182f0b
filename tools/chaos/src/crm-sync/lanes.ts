import { until } from '@switchback/testing';
import type { Check } from '../area.ts';
import type { MadeCall } from './call-events.ts';
import type { CrmWorld } from './crm-world.ts';
import { judge } from './judge.ts';

export interface Lane {
  readonly world: CrmWorld;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const BATCH = 40;
const TAKEN_MS = 180_000;
const SETTLED_MS = 300_000;
const AMBIGUOUS = ['reset-before', 'reset-after', 'late', 'error-before', 'error-after'];

const countOf = (injected: Readonly<Record<string, number>>): number =>
  Object.values(injected).reduce((sum, count) => sum + count, 0);

const isTaken = async (world: CrmWorld, calls: readonly MadeCall[]): Promise<boolean> => {
  const ids = calls.map(({ sessionId }) => sessionId);
  const facts = await world.rows<{ n: number }>('SELECT count(*)::int AS n FROM fact WHERE session_id = ANY($1)', [
    ids,
  ]);
  const taskIds = calls.map(({ taskId }) => taskId);
  const behind = "SELECT 1 FROM task WHERE task_id = ANY($1) AND applied < 2 AND state = 'idle' LIMIT 1";
  return facts[0]?.n === 2 * calls.length && (await world.rows(behind, [taskIds])).length === 0;
};

const OPEN = "SELECT count(*)::int AS n FROM effect WHERE state NOT IN ('done', 'settled') OR settles_at IS NOT NULL";
const BEHIND = "SELECT count(*)::int AS n FROM task WHERE applied < wanted OR state <> 'idle'";

/** Waits until nothing is left to do, then says what is in the CRM. */
const settle = async (world: CrmWorld, made: readonly MadeCall[]): Promise<Check[]> => {
  await world.setFaults(undefined);
  const countOpen = async () => (await world.rows<{ n: number }>(OPEN))[0]?.n ?? 0;
  const isSettled = async () => (await world.rows<{ n: number }>(BEHIND))[0]?.n === 0 && (await countOpen()) === 0;
  await until('nothing to be left to do', isSettled, SETTLED_MS).catch(() => undefined);
  const [tasks, calls, open] = await Promise.all([world.records('tasks'), world.records('calls'), countOpen()]);
  return judge(made, { tasks, calls, open });
};

/** Writes of unknown end, `faults` of them: before, during and after the commit of the CRM, and late. */
export const ambiguityLane = async ({ world, seed, say }: Lane, faults: number): Promise<Check[]> => {
  const made: MadeCall[] = [];
  const before = countOf((await world.faults()).injected);
  const injected = async () => countOf((await world.faults()).injected) - before;
  for (let round = 0; (await injected()) < faults; round += 1) {
    // The tasks are made by people, whose requests do not go wrong.
    await world.setFaults(undefined);
    const calls = await world.makeCalls(BATCH);
    await world.setFaults({ seed: seed + round, rate: 0.35, kinds: AMBIGUOUS, lateMs: 400 });
    made.push(...calls);
    await world.publish(calls);
    await until(`round ${round} to be taken`, () => isTaken(world, calls), TAKEN_MS);
    if (round % 10 === 9) say(`${await injected()} writes of unknown end, ${made.length} calls`);
  }
  const count = await injected();
  const enough = { check: 'writes of unknown end', ok: count >= faults, detail: `${count} of ${faults}` };
  return [enough, ...(await settle(world, made))];
};

/** SIGKILL of either replica, `kills` times, while the CRM has committed what no ledger knows yet. */
export const killLane = async ({ world, seed, say }: Lane, kills: number): Promise<Check[]> => {
  const made: MadeCall[] = [];
  await world.setFaults(undefined);
  for (let kill = 0; kill < kills; kill += 1) {
    const calls = await world.makeCalls(BATCH / 4);
    await world.setFaults({ seed: seed + kill, rate: 0.7, kinds: ['hold-after'], holdMs: 150 });
    made.push(...calls);
    await world.publish(calls);
    await until('an answer to be held', async () => (await world.faults()).held > 0, TAKEN_MS);
    await world.kill((seed + kill) % 2);
    if (kill % 10 === 9) say(`${kill + 1} kills, ${(await world.faults()).cut} answers cut, ${made.length} calls`);
  }
  const { cut } = await world.faults();
  const cuts = { check: 'answers cut after the commit', ok: cut > 0, detail: `${cut} by ${kills} kills` };
  return [cuts, ...(await settle(world, made))];
};
