import type { Envelope, SessionEnriched } from '@switchback/contracts';
import type { Database } from '@switchback/persistence';

export interface WarehouseSinkPorts {
  readonly pool: Database['pool'];
}

export interface Incoming extends Envelope {
  readonly event: SessionEnriched;
}

const UPSERT = `
  INSERT INTO call (organization, session_id, revision, outcome, final, reason, agent_id, direction,
                    created_at, ended_at, talk_seconds, message_count)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (organization, session_id) DO UPDATE
    SET revision = excluded.revision, outcome = excluded.outcome, final = excluded.final, reason = excluded.reason,
        agent_id = excluded.agent_id, direction = excluded.direction, created_at = excluded.created_at,
        ended_at = excluded.ended_at, talk_seconds = excluded.talk_seconds, message_count = excluded.message_count,
        loaded_at = now()
    WHERE call.revision < excluded.revision`;

/** One row per call, with the highest revision seen: a lower one, or the same again, changes nothing. Holds no text and no number of a person. */
export const storeSession = async ({ pool }: WarehouseSinkPorts, { event }: Incoming): Promise<void> => {
  const { organization, sessionId, revision, outcome, session, timing, transcript } = event;
  await pool.query(UPSERT, [
    ...[organization, sessionId, revision, outcome.value, outcome.final, outcome.reason],
    ...[session.agentId, session.direction, timing.createdAt, timing.endedAt, timing.talkSeconds],
    transcript?.messageCount ?? 0,
  ]);
};
