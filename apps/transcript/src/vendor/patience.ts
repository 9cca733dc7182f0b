import { AsyncLocalStorage } from 'node:async_hooks';

/** A record may wait so long in its lane for a permit; beyond it the work is parked, so that others are not held up. */
const OF_A_RECORD_MS = 5_000;
/**
 * Parked work holds up nothing but a place at the poller. Turned away early it would come back with all the rest at once;
 * turned away at last, it leaves places to other organizations.
 */
const OF_PARKED_WORK_MS = 15_000;

const parked = new AsyncLocalStorage<true>();

/** Does what was parked: its calls wait longer for their permits. */
export const asParkedWork = <T>(work: () => Promise<T>): Promise<T> => parked.run(true, work);

/** How long a call that begins here may wait for its permit. */
export const patienceMs = (): number => (parked.getStore() ? OF_PARKED_WORK_MS : OF_A_RECORD_MS);
