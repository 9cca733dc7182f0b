import type { NormalizedSession } from '@switchback/agntix-client';
import { schedule } from '@switchback/persistence';
import { storeFetched } from '../complete/complete-session.ts';
import { workKinds } from '../complete/completion-ports.ts';
import type { CompletionPorts } from '../complete/completion-ports.ts';
import { fetchDetail, fetchSession } from '../complete/fetch-session.ts';
import type { SessionRef } from '../session-ref.ts';
import { TranscriptSpool } from '../store/transcript-spool.ts';
import { awaitEndDelayMs } from './await-end-delay.ts';

const hasEnded = ({ state, endedAt }: NormalizedSession): boolean =>
  state === 'CLOSED' || state === 'EXPIRED' || endedAt !== null;

const WAITED = `SELECT (extract(epoch FROM now() - created_seen_at) * 1000)::float8 AS ms FROM session
  WHERE organization = $1 AND session_id = $2 AND ended_seen_at IS NULL`;

/**
 * Asks the vendor for a session whose end no webhook has told. Closed there, it goes on as ended; else it is asked for
 * again, and at last published as expired, which releases the task and yields to a real end.
 */
export const awaitEnd = async (ports: CompletionPorts, ref: SessionRef, signal: AbortSignal): Promise<void> => {
  const { organization, sessionId: subject } = ref;
  const { rows } = await ports.pool.query<{ ms: number | null }>(WAITED, [organization, subject]);
  const waitedMs = rows[0]?.ms ?? undefined;
  if (waitedMs === undefined) return;
  const detail = await fetchDetail(ports, ref, signal);
  if (detail && hasEnded(detail.session)) {
    await storeFetched(ports, ref, { seen: detail.session, fetched: await fetchSession(ports, ref, signal) });
    return;
  }
  const delayMs = awaitEndDelayMs(waitedMs);
  if (delayMs !== undefined) {
    const work = { organization, kind: workKinds.awaitEnd, subject, attempt: 1, reason: 'no-end-yet' };
    await schedule(ports.pool, { ...work, delayMs });
    return;
  }
  ports.logger.warn({ event: 'session.expired', ...ref }, 'the end of a session never came');
  await storeFetched(ports, ref, {
    fetched: { detail, transcript: new TranscriptSpool(ports.pool, ref) },
    expired: true,
  });
};
