import { normalizeSession } from '@switchback/agntix-client';
import type { NormalizedSession } from '@switchback/agntix-client';
import type { Prisma } from '../generated/prisma/client.ts';
import type { SessionRef } from '../session-ref.ts';

export interface LockedSession {
  /** As stored; what was just seen, when the session is new. */
  readonly known: NormalizedSession;
  /** By the database's clock; null while no end has been seen. */
  readonly sinceEndMs: number | null;
  /** 0 when this very transaction saw the beginning first; null while none has been seen. */
  readonly sinceCreatedMs: number | null;
}

/**
 * Creates the session's row where there is none, marks what was seen, and locks the row until the transaction ends:
 * whatever changes a session does so one after the other. Undefined, and no row, for an erased session.
 */
export const lockSession = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId }: SessionRef,
  seen: { session: NormalizedSession | undefined; event: 'created' | 'ended' | 'none' },
): Promise<LockedSession | undefined> => {
  const known = JSON.stringify(seen.session ?? normalizeSession(sessionId, {}));
  const created = seen.event === 'created';
  const ended = seen.event === 'ended';
  const [row] = await tx.$queryRaw<LockedSession[]>`
    INSERT INTO session (organization, session_id, known, created_seen_at, ended_seen_at)
    VALUES (${organization}, ${sessionId}, ${known}::jsonb,
      CASE WHEN ${created} THEN now() END, CASE WHEN ${ended} THEN now() END)
    ON CONFLICT (organization, session_id) DO UPDATE
      SET created_seen_at = coalesce(session.created_seen_at, excluded.created_seen_at),
          ended_seen_at = coalesce(session.ended_seen_at, excluded.ended_seen_at)
    RETURNING known, (extract(epoch FROM now() - ended_seen_at) * 1000)::float8 AS "sinceEndMs",
      (extract(epoch FROM now() - created_seen_at) * 1000)::float8 AS "sinceCreatedMs"`;
  if (!row) throw new Error('the session row was neither inserted nor updated');
  // Asked after the lock: whoever erases holds it while he writes the tombstone.
  const of = { organization_sessionId: { organization, sessionId } };
  if ((await tx.tombstone.findUnique({ where: of })) === null) return row;
  await tx.session.delete({ where: of });
  return undefined;
};
