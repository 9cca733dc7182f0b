import { createHash } from 'node:crypto';

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** JSON with sorted keys and no white space: PostgreSQL's jsonb gives keys back in an order of its own. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sorted);

/** SHA-256 of the value's canonical JSON. */
export const contentHash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
