import { callFaults, foreignWrites, openRecords, takeEvidence, until } from '@switchback/local/sample';
import type { Beginning, Evidence, Sandboxes, Stack, StartedCall } from '@switchback/local/sample';

const REST_MS = 240_000;

const atRest = async (
  stack: Stack,
  boxes: Sandboxes,
  { calls, from }: { calls: readonly StartedCall[]; from: Beginning },
): Promise<true | undefined> => {
  const deliveries = (await boxes.deliveries()).slice(from.deliveries);
  if (deliveries.length < 2 * calls.length || deliveries.some(({ delivered }) => !delivered)) return undefined;
  const [tasks, records] = await Promise.all([boxes.records('tasks'), boxes.records('calls')]);
  const recorded = new Set(records.map(({ properties }) => properties.voice_call_id));
  const own = new Set(calls.map(({ taskId }) => taskId));
  if (calls.some(({ sessionId }) => !recorded.has(sessionId))) return undefined;
  if (tasks.some(({ id, properties }) => own.has(id) && properties.hs_task_status === 'IN_PROGRESS')) return undefined;
  return (await openRecords(stack)) === 0n ? true : undefined;
};

/** Everything that speaks against "each call once, and nothing else"; empty when it holds. */
export const faultsOf = (calls: readonly StartedCall[], evidence: Evidence): string[] => {
  const undelivered = evidence.deliveries.filter(({ delivered }) => !delivered).length;
  const synced = new Set(evidence.synced.map(({ key }) => key));
  return [
    ...calls.flatMap((call) =>
      callFaults(call, evidence).map((fault) => `session ${call.sessionId}, task ${call.taskId}: ${fault}`),
    ),
    ...foreignWrites({ calls }, evidence).map((write) => `a write that belongs to no call: ${write}`),
    ...calls.flatMap(({ taskId }) => (synced.has(`demo-crm:${taskId}`) ? [] : [`task ${taskId} has no synced event`])),
    ...(undelivered > 0 ? [`${undelivered} webhooks were not delivered`] : []),
    ...(evidence.deadLetters > 0 ? [`${evidence.deadLetters} dead letters`] : []),
  ];
};

/** Waits until the system is at rest (or long enough), and gives what is missing or doubled. */
export const account = async (
  stack: Stack,
  boxes: Sandboxes,
  made: { calls: readonly StartedCall[]; from: Beginning },
): Promise<string[]> => {
  const late: string[] = [];
  await until('the end of all calls', () => atRest(stack, boxes, made), REST_MS).catch((error: unknown) => {
    late.push(Error.isError(error) ? error.message : String(error));
  });
  return [...late, ...faultsOf(made.calls, await takeEvidence(stack, boxes, made.from))];
};
