import type { AgntixSandbox } from '@switchback/agntix-sandbox';
import { until } from '@switchback/testing';
import type { BenchOptions } from '../area.ts';
import { atLeast, atMost } from '../bar.ts';
import type { Bar } from '../bar.ts';
import { stageFor } from './stage.ts';
import { endSessions } from './end-sessions.ts';
import { startReplicas } from './replicas.ts';

const HOUR_MS = 3_600_000;

interface Rate {
  /** Answers of the API from the first to the last, by minute. */
  readonly perMinute: number;
  readonly share429: number;
  readonly busiestMinute: number;
}

const rateOf = (sandbox: AgntixSandbox): Rate => {
  const { perSecond, busiestMinute } = sandbox.requests();
  const sum = (of: (second: (typeof perSecond)[number]) => number) => perSecond.reduce((all, one) => all + of(one), 0);
  const seconds = (perSecond.at(-1)?.second ?? 0) - (perSecond[0]?.second ?? 0) + 1;
  const ok = sum((one) => one.ok);
  const refused = sum((one) => one.refused);
  return { perMinute: (ok / seconds) * 60, share429: refused / Math.max(1, ok + refused), busiestMinute };
};

/** How well two replicas use what a plan allows, and whether they keep to it together. */
export const underALimit = async ({ short, say }: BenchOptions): Promise<Bar[]> => {
  const [sessions, limit] = short ? [700, 1_200] : [5_000, 3_000];
  const stage = await stageFor({ plan: limit, latencyMs: 200 });
  const { sandbox, client, producer } = stage;
  const replicas = await startReplicas({ ...stage.place, requestsPerMinute: limit }, 2);
  try {
    const ids = sandbox.begin({ count: sessions, script: { outcome: 'connected', callMs: 0 } }).map(({ id }) => id);
    await until('the calls to end', () => sandbox.sessions().every(({ endedAt }) => endedAt));
    await endSessions(producer, ids);
    const complete = async () => {
      const { rows } = await client.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM transcript WHERE message_count = 4',
      );
      return rows[0]?.n ?? 0;
    };
    const done = await until(
      'all transcripts',
      async () => ((await complete()) >= sessions ? sessions : undefined),
      HOUR_MS,
    );
    const { perMinute, share429, busiestMinute } = rateOf(sandbox);
    say(`  ${done} sessions complete, ${Math.round(perMinute)} answers a minute, ${busiestMinute} in the busiest`);
    return [
      atLeast({ bar: 'use of the allowed rate', value: (perMinute / limit) * 100, want: 95, unit: '%' }),
      atMost({ bar: 'answers of 429', value: share429 * 100, want: 0.1, unit: '%' }),
      atMost({
        bar: 'requests of two replicas in the busiest minute',
        value: busiestMinute,
        want: limit,
        unit: 'requests',
      }),
    ];
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await stage.close();
  }
};
