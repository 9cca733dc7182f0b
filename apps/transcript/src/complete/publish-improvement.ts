import { Failure } from '@switchback/failure';
import { outboxRow } from '@switchback/persistence';
import { asJson } from '../store/json.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { contentHash } from './canonical-json.ts';
import { enrichedRecord } from './enriched-event.ts';
import type { EnrichedContent } from './enriched-event.ts';

export type PublishedBefore = { readonly revision: number; readonly contentSha256: string } | null;

/**
 * Writes the next revision and its outbox row, unless the content is what was published last. Gives the revision that
 * was written, or undefined. Compares and swaps: fails when another transaction was faster.
 */
export const publishImprovement = async (
  tx: Prisma.TransactionClient,
  before: PublishedBefore,
  content: EnrichedContent,
): Promise<number | undefined> => {
  const contentSha256 = contentHash(content);
  if (before?.contentSha256 === contentSha256) return undefined;
  const { organization, sessionId, outcome } = content;
  const revision = (before?.revision ?? 0) + 1;
  const row = { revision, outcome: outcome.value, final: outcome.final, reason: outcome.reason, contentSha256 };
  if (before) {
    const where = { organization, sessionId, revision: before.revision };
    const { count } = await tx.enriched.updateMany({ where, data: row });
    if (count !== 1) throw new Failure('UNEXPECTED', { detail: 'the revision changed under a locked session' });
  } else await tx.enriched.create({ data: { organization, sessionId, ...row } });
  const { headers, ...record } = outboxRow(enrichedRecord(content, revision));
  await tx.outbox.create({ data: { ...record, headers: asJson(headers) } });
  return revision;
};
