import type { Database } from '@switchback/persistence';

/** Makes an organization's parked work due now, after its API has come back; what waits for late data keeps its time. */
export const releaseParked = async (pool: Database['pool'], organization: string): Promise<void> => {
  await pool.query(
    `UPDATE due_work SET due_at = now()
     WHERE organization = $1 AND reason IN ('VENDOR_AUTH', 'VENDOR_UNAVAILABLE') AND due_at > now()`,
    [organization],
  );
};
