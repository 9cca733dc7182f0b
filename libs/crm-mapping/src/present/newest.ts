import type { CallRecordSource } from '../fold/fact.ts';
import type { CallState } from '../fold/fold-facts.ts';

/** What the newest revision that knows it says; null when none does. */
export const newest = <T>({ records }: CallState, pick: (record: CallRecordSource) => T | null): T | null => {
  for (const record of records) {
    const found = pick(record);
    if (found !== null) return found;
  }
  return null;
};
