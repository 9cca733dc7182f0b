import type { EachBatchPayload, KafkaMessage } from 'kafkajs';

const HEARTBEAT_MS = 1_000;

/** A wait that ended because the service stops or the partition is being taken away. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface PartitionRun {
  /** Handles one record to its end. */
  readonly handle: (message: KafkaMessage, wait: (delayMs: number) => Promise<void>) => Promise<void>;
  readonly commit: (nextOffset: string) => Promise<void>;
  readonly stopping: AbortSignal;
}

/**
 * Works a fetched batch off, one record after the other, and commits after each. kafkajs sends no heartbeat while a
 * handler waits, so a timer does; it is also the first to hear of a rebalance. Only what kafkajs itself threw
 * (heartbeat, commit) is thrown on, so that it rejoins.
 */
export const runPartition = async (payload: EachBatchPayload, run: PartitionRun): Promise<void> => {
  const leaving = new AbortController();
  let rebalance: unknown;
  const timer = setInterval(() => {
    payload.heartbeat().catch((error: unknown) => {
      rebalance = error;
      leaving.abort();
    });
  }, HEARTBEAT_MS);
  const interrupted = AbortSignal.any([run.stopping, leaving.signal]);
  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(over);
        reject(new Interrupted());
      };
      const over = setTimeout(() => {
        interrupted.removeEventListener('abort', end);
        resolve();
      }, delayMs);
      if (interrupted.aborted) end();
      else interrupted.addEventListener('abort', end, { once: true });
    });
  try {
    for (const message of payload.batch.messages) {
      if (interrupted.aborted || !payload.isRunning() || payload.isStale()) break;
      await run.handle(message, wait);
      payload.resolveOffset(message.offset);
      await run.commit((BigInt(message.offset) + 1n).toString());
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    clearInterval(timer);
  }
  if (rebalance !== undefined) throw rebalance as Error;
};
