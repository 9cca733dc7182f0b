import { say, withProgress } from '../say.ts';
import type { Stack } from '../stack/stack-file.ts';
import { until } from '../until.ts';
import { findBeginning } from './beginning.ts';
import type { Beginning } from './beginning.ts';
import { checkCalls } from './check-calls.ts';
import { openRecords, takeEvidence } from './evidence.ts';
import { makeCalls } from './make-calls.ts';
import type { Started } from './make-calls.ts';
import { planCalls } from './plan-calls.ts';
import { firstCompletedMs, report } from './report.ts';
import { sandboxes } from './sandboxes.ts';
import type { Sandboxes } from './sandboxes.ts';

const DEADLINE_MS = 90_000;

/** At rest: every webhook delivered, each call recorded, each task out of flight, and nothing left to consume. */
const atRest = async (
  stack: Stack,
  boxes: Sandboxes,
  { calls }: Started,
  from: Beginning,
): Promise<true | undefined> => {
  const deliveries = (await boxes.deliveries()).slice(from.deliveries);
  // Two webhooks per session, and the event of unknown type.
  if (deliveries.length < 2 * (calls.length + 1) + 1 || deliveries.some(({ delivered }) => !delivered))
    return undefined;
  const twice = new Set(calls.filter(({ duplicate }) => duplicate).map(({ sessionId }) => sessionId));
  if (deliveries.some(({ sessionId, attempts }) => twice.has(sessionId ?? '') && attempts < 2)) return undefined;
  const [tasks, records] = await Promise.all([boxes.records('tasks'), boxes.records('calls')]);
  const recorded = new Set(records.map(({ properties }) => properties.voice_call_id));
  const own = new Set(calls.map(({ taskId }) => taskId));
  if (
    calls.some(({ sessionId }) => !recorded.has(sessionId)) ||
    tasks.some(({ id, properties }) => own.has(id) && properties.hs_task_status === 'IN_PROGRESS')
  )
    return undefined;
  return (await openRecords(stack)) === 0n ? true : undefined;
};

/** Makes the sample calls, waits until everything is at rest, and proves each promise. True when all hold. */
export const runSample = async (stack: Stack, since: number): Promise<boolean> => {
  const boxes = sandboxes(stack);
  const from = await findBeginning(stack, boxes);
  const planned = planCalls();
  say(`Making ${planned.length} sample calls, a chat without variables, and an event of unknown type`);
  const started = await makeCalls(stack, boxes, planned);
  await withProgress('calls are running', () =>
    until('the end of all sample calls', () => atRest(stack, boxes, started, from), DEADLINE_MS),
  ).catch((error: unknown) => {
    say(`  ${Error.isError(error) ? error.message : String(error)}; what there is follows.`);
  });
  const evidence = await takeEvidence(stack, boxes, from);
  const good = report(started, evidence, checkCalls(started, evidence));
  say(`  First completed task ${(firstCompletedMs(started, evidence, since) / 1_000).toFixed(1)} s after the start.`);
  return good;
};
