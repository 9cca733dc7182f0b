import { createHash } from 'node:crypto';

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** SHA-256 of the value's JSON with sorted keys: PostgreSQL's jsonb gives keys back in an order of its own. */
export const contentHash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex');
