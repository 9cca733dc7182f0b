import type { Logger } from '@switchback/observability';
import type { Database } from '@switchback/persistence';

const WAKE_ONE = `
  UPDATE due_work SET due_at = now() WHERE (organization, kind, subject) IN (
    SELECT DISTINCT ON (work.organization) work.organization, work.kind, work.subject
    FROM due_work AS work JOIN rate_budget AS budget ON budget.name = work.organization
    WHERE budget.held_until <= now() AND work.due_at > now() AND work.reason IN ('VENDOR_AUTH', 'VENDOR_UNAVAILABLE')
    ORDER BY work.organization, work.due_at)`;

export interface ProbingPorts {
  readonly pool: Database['pool'];
  readonly logger: Logger;
  /** Lets due work be looked at now. */
  readonly wake: () => void;
}

/**
 * Lets one piece of an organization's parked work try its API each time a hold has run out, however long that work would
 * still wait by itself: an organization comes back within a hold of its API. The function that is given back ends it.
 */
export const keepProbing = ({ pool, logger, wake }: ProbingPorts, holdMs: number): (() => Promise<void>) => {
  let running = Promise.resolve();
  const round = async () => {
    try {
      if (((await pool.query(WAKE_ONE)).rowCount ?? 0) > 0) wake();
    } catch (error) {
      logger.warn({ event: 'vendor.probe', error }, 'parked work could not be woken; the next try comes by itself');
    }
  };
  const timer = setInterval(
    () => {
      running = running.then(round);
    },
    Math.min(holdMs, 5_000),
  );
  return async () => {
    clearInterval(timer);
    await running;
  };
};
