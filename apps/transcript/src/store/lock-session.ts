import { normalizeSession } from '@switchback/agntix-client';
import type { NormalizedSession } from '@switchback/agntix-client';
import type { Sql } from '@switchback/persistence';
import type { SessionRef } from '../session-ref.ts';
import type { TranscriptFacts } from './transcript-spool.ts';

/** What was published last about a session. */
export interface Published {
  readonly revision: number;
  readonly outcome: string;
  readonly final: boolean;
  readonly reason: string;
  readonly contentSha256: string;
}

interface LockedRow {
  /** As stored; what was just seen, when the session is new. */
  readonly known: NormalizedSession;
  readonly isNew: boolean;
  /** By the database's clock; null while no end has been seen. */
  readonly sinceEndMs: number | null;
  /** 0 when this very transaction saw the beginning first; null while none has been seen. */
  readonly sinceCreatedMs: number | null;
}

export interface LockedSession extends LockedRow {
  readonly published: Published | null;
  /** The transcript as it is best known. */
  readonly transcript: TranscriptFacts | null;
}

/**
 * Creates the session's row where there is none, marks what was seen, and locks the row until the transaction ends:
 * whatever changes a session does so one after the other. Undefined, and no row, for an erased session.
 */
export const lockSession = async (
  tx: Sql,
  { organization, sessionId }: SessionRef,
  seen: { session: NormalizedSession | undefined; event: 'created' | 'ended' | 'none' },
): Promise<LockedSession | undefined> => {
  const known = JSON.stringify(seen.session ?? normalizeSession(sessionId, {}));
  const created = seen.event === 'created';
  const ended = seen.event === 'ended';
  const [row] = await tx.rows<LockedRow>`
    INSERT INTO session (organization, session_id, known, created_seen_at, ended_seen_at)
    VALUES (${organization}, ${sessionId}, ${known}::jsonb,
      CASE WHEN ${created} THEN now() END, CASE WHEN ${ended} THEN now() END)
    ON CONFLICT (organization, session_id) DO UPDATE
      SET created_seen_at = coalesce(session.created_seen_at, excluded.created_seen_at),
          ended_seen_at = coalesce(session.ended_seen_at, excluded.ended_seen_at)
    RETURNING known, xmax = 0 AS "isNew", (extract(epoch FROM now() - ended_seen_at) * 1000)::float8 AS "sinceEndMs",
      (extract(epoch FROM now() - created_seen_at) * 1000)::float8 AS "sinceCreatedMs"`;
  // Asked after the lock: whoever erases holds it while he writes the tombstone.
  const [found] = await tx.rows<Pick<LockedSession, 'published' | 'transcript'> & { isErased: boolean }>`
    SELECT EXISTS (SELECT 1 FROM tombstone WHERE organization = ${organization} AND session_id = ${sessionId}) AS "isErased",
      (SELECT to_json(one) FROM (
        SELECT revision, outcome, final, reason, content_sha256 AS "contentSha256"
        FROM enriched WHERE organization = ${organization} AND session_id = ${sessionId}) AS one) AS published,
      (SELECT to_json(one) FROM (
        SELECT version, sha256, message_count AS "messageCount", text_length AS "textLength", user_spoke AS "userSpoke"
        FROM transcript WHERE organization = ${organization} AND session_id = ${sessionId}) AS one) AS transcript`;
  if (!row || !found) throw new Error('the session row was neither inserted nor updated');
  const { isErased, ...stored } = found;
  if (!isErased) return { ...row, ...stored };
  await tx.run`DELETE FROM session WHERE organization = ${organization} AND session_id = ${sessionId}`;
  return undefined;
};

/** Keeps what is known of a locked session, and the vendor's detail where it was just read. */
export const noteKnown = async (
  tx: Sql,
  { organization, sessionId }: SessionRef,
  { known, detail }: { known: NormalizedSession; detail?: unknown },
): Promise<void> => {
  const raw = detail === undefined ? null : JSON.stringify(detail);
  await tx.run`
    UPDATE session SET known = ${JSON.stringify(known)}::jsonb, detail = coalesce(${raw}::jsonb, detail)
    WHERE organization = ${organization} AND session_id = ${sessionId}`;
};
