import { metrics } from '@opentelemetry/api';
import type { Database, OutboxRelay } from '@switchback/persistence';

const WORK = `
  SELECT organization, reason, count(*)::int AS due, extract(epoch FROM now() - min(since))::float8 AS oldest
  FROM due_work GROUP BY organization, reason`;

/** What waits, by organization and reason; also what the operator's command prints. */
export const readWork = async (pool: Database['pool']) =>
  (await pool.query<{ organization: string; reason: string; due: number; oldest: number }>(WORK)).rows;

/** Gauges of what waits in the database: age of the outbox, and due work by organization and reason. */
export const measureBacklog = (relay: OutboxRelay, pool: Database['pool']): void => {
  const meter = metrics.getMeter('transcript');
  meter.createObservableGauge('switchback.outbox.oldest.age', { unit: 's' }).addCallback(async (result) => {
    result.observe(await relay.oldestAgeSeconds());
  });
  const due = meter.createObservableGauge('work_due');
  const oldest = meter.createObservableGauge('work_oldest_seconds');
  meter.addBatchObservableCallback(
    async (result) => {
      for (const row of await readWork(pool)) {
        const labels = { organization: row.organization, reason: row.reason };
        result.observe(due, row.due, labels);
        result.observe(oldest, row.oldest, labels);
      }
    },
    [due, oldest],
  );
};
