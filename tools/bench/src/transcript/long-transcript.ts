import { until } from '@switchback/testing';
import type { BenchOptions } from '../area.ts';
import { atMost } from '../bar.ts';
import type { Bar } from '../bar.ts';
import { residentMegabytes } from '../ingress/processes.ts';
import { endSessions } from './end-sessions.ts';
import { startReplicas } from './replicas.ts';
import { stageFor } from './stage.ts';

const MESSAGES = 10_000;
const TEXT_BYTES = 2_000;
const MINUTES_10_MS = 600_000;

/** The most memory that a process takes while `work` goes on, beyond what it had before. */
const growthDuring = async (pid: number, work: () => Promise<void>): Promise<{ before: number; peak: number }> => {
  const before = residentMegabytes(pid);
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid));
  }, 20);
  await work().finally(() => clearInterval(timer));
  return { before, peak };
};

/** What 20 MB transcripts cost in memory, in pages and in one answer, beside sessions of four messages. */
export const longTranscript = async ({ short, say }: BenchOptions): Promise<Bar[]> => {
  const peaks: number[] = [];
  for (const messages of ['paged', 'whole'] as const) {
    const stage = await stageFor({ dialect: { messages } });
    const [replica] = await startReplicas({ ...stage.place, requestsPerMinute: 60_000 }, 1);
    const pass = async (count: number, script: { messages: number; textBytes: number }) => {
      const begun = stage.sandbox.begin({ count, script: { outcome: 'connected', transcript: script } });
      await until('the calls to end', () => begun.every(({ endedAt }) => endedAt));
      const ids = begun.map(({ id }) => id);
      await endSessions(stage.producer, ids);
      const sql = 'SELECT 1 FROM transcript WHERE session_id = ANY($1) AND message_count = $2';
      const isDone = async () => (await stage.client.query(sql, [ids, script.messages])).rowCount === count;
      await until('the transcripts', isDone, MINUTES_10_MS);
    };
    try {
      await pass(200, { messages: 4, textBytes: 40 });
      const { before, peak } = await growthDuring(replica?.pid ?? 0, () =>
        pass(short ? 1 : 3, { messages: MESSAGES, textBytes: TEXT_BYTES }),
      );
      say(`  ${messages}: ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`);
      peaks.push(peak - before);
    } finally {
      await replica?.stop();
      await stage.close();
    }
  }
  return [
    atMost({ bar: 'memory for transcripts of 20 MB, in pages', value: peaks[0] ?? NaN, want: 64, unit: 'MB' }),
    atMost({ bar: 'memory for transcripts of 20 MB, in one answer', value: peaks[1] ?? NaN, want: 64, unit: 'MB' }),
  ];
};
