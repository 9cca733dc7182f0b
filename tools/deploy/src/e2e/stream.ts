import { setTimeout as sleep } from 'node:timers/promises';
import { callStarter, planCall } from '@switchback/local/sample';
import type { Sandboxes, Stack, StartedCall } from '@switchback/local/sample';

export interface Stream {
  readonly calls: readonly StartedCall[];
  /** Calls that could not be started, each with why: they must be none. */
  readonly refused: readonly string[];
  /** Starts this many at once, beside the steady ones. */
  readonly burst: (count: number) => Promise<void>;
  /** Starts no more, and resolves when the last start was answered. */
  readonly stop: () => Promise<void>;
}

/** Starts calls at a steady rate, whatever happens to the system meanwhile. */
export const startStream = async (stack: Stack, boxes: Sandboxes, perSecond: number): Promise<Stream> => {
  const { start, close } = await callStarter(stack, boxes);
  const calls: StartedCall[] = [];
  const refused: string[] = [];
  const starting = new Set<Promise<void>>();
  let planned = 0;
  const ending = new AbortController();
  const startOne = () => {
    const call = planCall(planned++);
    const attempt = start(call).then(
      (started) => void calls.push(started),
      (error: unknown) => void refused.push(`call ${call.number}: ${String(error)}`),
    );
    starting.add(attempt);
    void attempt.finally(() => starting.delete(attempt));
  };
  const loop = (async () => {
    while (!ending.signal.aborted) {
      startOne();
      await sleep(1_000 / perSecond);
    }
  })();
  return {
    calls,
    refused,
    burst: async (count) => {
      for (let left = count; left > 0; left--) startOne();
      await Promise.all(starting);
    },
    stop: async () => {
      ending.abort();
      await loop;
      await Promise.all(starting);
      await close();
    },
  };
};
