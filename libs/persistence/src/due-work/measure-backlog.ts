import { metrics } from '@opentelemetry/api';
import type { OutboxRelay } from '../outbox/outbox-relay.ts';

/** Work of one owner that waits for one reason; `oldest` in seconds. */
export interface WaitingWork {
  readonly owner: string;
  readonly reason: string;
  readonly due: number;
  readonly oldest: number;
}

interface Backlog {
  readonly service: string;
  readonly relay: OutboxRelay;
  /** What the label of an owner is called: `organization` or `connection`. */
  readonly owner: string;
  /** Asked at each collection. */
  readonly read: () => Promise<readonly WaitingWork[]>;
}

/** Gauges of what waits in the database: age of the outbox, and due work by owner and reason. */
export const measureBacklog = ({ service, relay, owner, read }: Backlog): void => {
  const meter = metrics.getMeter(service);
  meter.createObservableGauge('switchback.outbox.oldest.age', { unit: 's' }).addCallback(async (result) => {
    result.observe(await relay.oldestAgeSeconds());
  });
  const due = meter.createObservableGauge('work_due');
  const oldest = meter.createObservableGauge('work_oldest_seconds');
  meter.addBatchObservableCallback(
    async (result) => {
      for (const row of await read()) {
        const labels = { [owner]: row.owner, reason: row.reason };
        result.observe(due, row.due, labels);
        result.observe(oldest, row.oldest, labels);
      }
    },
    [due, oldest],
  );
};
