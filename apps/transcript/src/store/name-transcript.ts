import type { Sql } from '@switchback/persistence';
import type { SessionRef } from '../session-ref.ts';
import type { TranscriptFacts, TranscriptSpool } from './transcript-spool.ts';

/** Makes the spooled messages the session's transcript and removes those of the one before. */
export const nameTranscript = async (
  tx: Sql,
  { organization, sessionId }: SessionRef,
  of: { spool: TranscriptSpool; facts: TranscriptFacts; revision: number; before: TranscriptFacts | null },
): Promise<void> => {
  await of.spool.finish((sql, values) => tx.query(sql, values));
  const { version, sha256, messageCount, textLength, userSpoke } = of.facts;
  await tx.run`
    WITH named AS (
      INSERT INTO transcript (organization, session_id, revision, version, sha256, message_count, text_length, user_spoke)
      VALUES (${organization}, ${sessionId}, ${of.revision}, ${version}, ${sha256}, ${messageCount}, ${textLength}, ${userSpoke})
      ON CONFLICT (organization, session_id) DO UPDATE SET
        revision = excluded.revision, version = excluded.version, sha256 = excluded.sha256,
        message_count = excluded.message_count, text_length = excluded.text_length, user_spoke = excluded.user_spoke)
    DELETE FROM transcript_part
    WHERE organization = ${organization} AND session_id = ${sessionId} AND version = ${of.before?.version ?? null}`;
};
