import { metrics } from '@opentelemetry/api';
import type { Database, OutboxRelay } from '@switchback/persistence';

// What is scheduled for a connection stands in the column that other services keep their organization in. When it began to
// wait is not kept here: the age is that of the oldest which is due and not done.
const WORK = `
  SELECT organization AS connection, reason, count(*)::int AS due, 
         greatest(0, extract(epoch FROM now() - min(due_at)))::float8 AS oldest
  FROM due_work GROUP BY organization, reason`;

interface Waiting {
  readonly connection: string;
  readonly reason: string;
  readonly due: number;
  readonly oldest: number;
}

/** Gauges of what waits in the database: age of the outbox, and due work by connection and reason. */
export const measureBacklog = (relay: OutboxRelay, pool: Database['pool']): void => {
  const meter = metrics.getMeter('crm-sync');
  meter.createObservableGauge('switchback.outbox.oldest.age', { unit: 's' }).addCallback(async (result) => {
    result.observe(await relay.oldestAgeSeconds());
  });
  const due = meter.createObservableGauge('work_due');
  const oldest = meter.createObservableGauge('work_oldest_seconds');
  meter.addBatchObservableCallback(
    async (result) => {
      for (const row of (await pool.query<Waiting>(WORK)).rows) {
        const labels = { connection: row.connection, reason: row.reason };
        result.observe(due, row.due, labels);
        result.observe(oldest, row.oldest, labels);
      }
    },
    [due, oldest],
  );
};
