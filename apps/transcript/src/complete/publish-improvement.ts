import { Failure } from '@switchback/failure';
import { outboxRow } from '@switchback/persistence';
import type { Sql } from '@switchback/persistence';
import type { Published } from '../store/lock-session.ts';
import { contentHash } from './canonical-json.ts';
import { enrichedRecord } from './enriched-event.ts';
import type { EnrichedContent } from './enriched-event.ts';

/**
 * Writes the next revision and its outbox row, unless the content is what was published last. Gives the revision that
 * was written, or undefined. Compares and swaps: fails when another transaction was faster.
 */
export const publishImprovement = async (
  tx: Sql,
  before: Published | null,
  content: EnrichedContent,
): Promise<number | undefined> => {
  const contentSha256 = contentHash(content);
  if (before?.contentSha256 === contentSha256) return undefined;
  const { organization, sessionId, outcome } = content;
  const revision = (before?.revision ?? 0) + 1;
  const { topic, key, value, headers } = outboxRow(enrichedRecord(content, revision));
  const left = await tx.run`
    WITH published AS (
      INSERT INTO enriched (organization, session_id, revision, outcome, final, reason, content_sha256)
      VALUES (${organization}, ${sessionId}, ${revision}, ${outcome.value}, ${outcome.final}, ${outcome.reason}, ${contentSha256})
      ON CONFLICT (organization, session_id) DO UPDATE SET
        revision = excluded.revision, outcome = excluded.outcome, final = excluded.final, reason = excluded.reason,
        content_sha256 = excluded.content_sha256
      WHERE enriched.revision = ${before?.revision ?? 0} RETURNING 1)
    INSERT INTO outbox (topic, key, value, headers) SELECT ${topic}, ${key}, ${value}::bytea, ${headers}::jsonb FROM published`;
  if (left !== 1) throw new Failure('UNEXPECTED', { detail: 'the revision changed under a locked session' });
  return revision;
};
