import type { Prisma } from '../generated/prisma/client.ts';
import type { SessionRef } from '../session-ref.ts';
import type { Query, TranscriptFacts, TranscriptSpool } from './transcript-spool.ts';

export const queryOf =
  (tx: Prisma.TransactionClient): Query =>
  (sql, values) =>
    tx.$executeRawUnsafe(sql, ...values);

/** Makes the spooled messages the session's transcript and removes those of the one before. */
export const nameTranscript = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId }: SessionRef,
  { spool, facts, revision }: { spool: TranscriptSpool; facts: TranscriptFacts; revision: number },
): Promise<void> => {
  await spool.finish(queryOf(tx));
  const { version, sha256, messageCount, textLength, userSpoke } = facts;
  const data = { revision, version, sha256, messageCount, textLength, userSpoke };
  const where = { organization_sessionId: { organization, sessionId } };
  const before = await tx.transcript.findUnique({ where, select: { version: true } });
  await tx.transcript.upsert({
    where,
    create: { organization, sessionId, ...data },
    update: data,
  });
  if (before) await tx.transcriptPart.deleteMany({ where: { organization, sessionId, version: before.version } });
};
