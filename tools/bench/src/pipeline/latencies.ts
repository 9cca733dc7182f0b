import type { CrmWrite } from '../crm/crm-hand.ts';

export interface PlacedCall {
  readonly taskId: string;
  readonly sessionId: string;
}
/** When a webhook was answered with 204. */
export interface Taken {
  readonly sessionId: string | null;
  readonly eventType: string | null;
  readonly deliveredAt: number | null;
}
export interface Latencies {
  /** From the 204 of `session.created` to the commit of the task in flight, in ms, call by call. */
  readonly lock: readonly number[];
  /** Calls that had ended before their lock was written: it is left out then, rightly, and late. */
  readonly overtaken: number;
  /** From the 204 of `session.ended` to the commit of the task completed. */
  readonly completion: readonly number[];
}

const keyOf = (...parts: readonly string[]): string => parts.join(' ');

/** Throws where a call lacks a moment other than its lock: what was not done is not measured. */
export const latenciesOf = (
  calls: readonly PlacedCall[],
  { taken, writes }: { taken: readonly Taken[]; writes: readonly CrmWrite[] },
): Latencies => {
  const answered = new Map(
    taken.map(({ sessionId, eventType, deliveredAt }) => [keyOf(sessionId ?? '', eventType ?? ''), deliveredAt]),
  );
  const committed = new Map<string, number>();
  for (const { method, objectType, id, properties, at } of writes) {
    const status = method === 'PATCH' && objectType === 'tasks' ? properties.hs_task_status : undefined;
    const key = keyOf(id, status ?? '');
    if (status !== undefined && !committed.has(key)) committed.set(key, Date.parse(at));
  }
  const between = ({ sessionId, taskId }: PlacedCall, eventType: string, status: string): number => {
    const [from, to] = [answered.get(keyOf(sessionId, eventType)), committed.get(keyOf(taskId, status))];
    if (typeof from !== 'number' || to === undefined) throw new Error(`a call has no ${eventType} or no ${status}`);
    return to - from;
  };
  const locked = calls.filter(({ taskId }) => committed.has(keyOf(taskId, 'IN_PROGRESS')));
  return {
    lock: locked.map((call) => between(call, 'session.created', 'IN_PROGRESS')),
    overtaken: calls.length - locked.length,
    completion: calls.map((call) => between(call, 'session.ended', 'COMPLETED')),
  };
};
