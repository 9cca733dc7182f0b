import { context, propagation } from '@opentelemetry/api';
import type { OutgoingRecord } from '@switchback/contracts';

export interface OutboxRow {
  topic: string;
  key: string;
  value: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/**
 * The data of an `outbox` row, to be created in the transaction that changed the state. Keeps the active span's trace
 * context, so that the trace goes on although another process may relay the row.
 */
export const outboxRow = (record: OutgoingRecord): OutboxRow => {
  const headers = { ...record.headers };
  propagation.inject(context.active(), headers);
  return { topic: record.topic, key: record.key, value: new Uint8Array(record.value), headers };
};
