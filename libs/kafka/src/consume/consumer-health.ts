import type { Tenure } from '../lanes/tenure.ts';

export interface ConsumerHealth {
  readonly status: 'idle' | 'progressing' | 'paused' | 'draining' | 'stalled' | 'crashed' | 'down';
  readonly detail?: string;
}

export type ConsumerState = 'starting' | 'running' | 'draining' | 'crashed';

interface Facts {
  readonly state: ConsumerState;
  /** What the subscriptions wait for, as failure codes. */
  readonly away: readonly string[];
  readonly tenures: Iterable<Tenure>;
  readonly now: number;
  readonly stalledAfterMs: number;
}

/**
 * What a consumer is doing: alive and heart-beating is not enough, records must get done. Waiting for a dependency is
 * healthy; work whose watermark stands still without a reason is not.
 */
export const consumerHealth = ({ state, away, tenures, now, stalledAfterMs }: Facts): ConsumerHealth => {
  if (state === 'starting') return { status: 'down', detail: 'starting' };
  if (state !== 'running') return { status: state };
  if (away.length > 0) return { status: 'paused', detail: [...new Set(away)].join(', ') };
  let working = false;
  for (const { topic, partition, tracker, movedAt } of tenures) {
    if (tracker.size === 0) continue;
    working = true;
    if (now - movedAt > stalledAfterMs)
      return { status: 'stalled', detail: `${topic}/${partition} for ${Math.round((now - movedAt) / 1_000)} s` };
  }
  return { status: working ? 'progressing' : 'idle' };
};
