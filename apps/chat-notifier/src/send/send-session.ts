import type { Envelope, SessionEnriched } from '@switchback/contracts';
import type { Target } from '@switchback/outbound';
import type { Database } from '@switchback/persistence';
import { toMessage } from './to-message.ts';

export interface ChatNotifierPorts {
  readonly pool: Database['pool'];
  readonly target: Pick<Target, 'post'>;
}

export interface Incoming extends Envelope {
  readonly event: SessionEnriched;
  /** Aborted when the attempt's time is over or the service stops. */
  readonly signal: AbortSignal;
}

/**
 * One message per call, when its outcome is final; later revisions are passed over. Incoming webhooks recognise no
 * repetition: a process that is killed between the answer and the row sends its message twice.
 */
export const sendSession = async (
  { pool, target }: ChatNotifierPorts,
  { eventId, organization, subject, event, signal }: Incoming,
): Promise<void> => {
  if (!event.outcome.final) return;
  const { rowCount } = await pool.query('SELECT 1 FROM notified_call WHERE organization = $1 AND session_id = $2', [
    organization,
    subject,
  ]);
  if (rowCount !== 0) return;
  await target.post({ body: toMessage(event), idempotencyKey: eventId, signal });
  await pool.query(
    'INSERT INTO notified_call (organization, session_id, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [organization, subject, eventId],
  );
};
