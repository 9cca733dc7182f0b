import { context, propagation } from '@opentelemetry/api';
import type { OutgoingRecord } from '@switchback/contracts';
import type { Sql } from '../database/open-sql.ts';

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

/** Leaves the record for the relay, in the transaction that changed the state. */
export const addToOutbox = async (tx: Pick<Sql, 'query'>, record: OutgoingRecord): Promise<void> => {
  const { topic, key, value, headers } = outboxRow(record);
  const sql = 'INSERT INTO outbox (topic, key, value, headers) VALUES ($1, $2, $3, $4)';
  await tx.query(sql, [topic, key, value, headers]);
};
