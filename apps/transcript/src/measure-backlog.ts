import { metrics } from '@opentelemetry/api';
import type { OutboxRelay } from '@switchback/persistence';
import type { PrismaClient } from './generated/prisma/client.ts';

/** Gauges of what waits in the database: age of the outbox, and due work by organization, kind and reason. */
export const measureBacklog = (relay: OutboxRelay, prisma: PrismaClient): void => {
  const meter = metrics.getMeter('transcript');
  meter.createObservableGauge('switchback.outbox.oldest.age', { unit: 's' }).addCallback(async (result) => {
    result.observe(await relay.oldestAgeSeconds());
  });
  meter.createObservableGauge('switchback.due_work').addCallback(async (result) => {
    const rows = await prisma.dueWork.groupBy({ by: ['organization', 'kind', 'reason'], _count: true });
    for (const { _count, ...labels } of rows) result.observe(_count, labels);
  });
};
