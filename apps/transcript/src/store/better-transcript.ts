import type { Prisma } from '../generated/prisma/client.ts';
import type { SessionRef } from '../session-ref.ts';
import type { TranscriptFacts } from './transcript-spool.ts';

/** More messages, or as many with at least as much text. */
const isBetter = (fetched: TranscriptFacts, stored: TranscriptFacts): boolean =>
  fetched.messageCount !== stored.messageCount
    ? fetched.messageCount > stored.messageCount
    : fetched.sha256 !== stored.sha256 && fetched.textLength >= stored.textLength;

/** The better of the fetched and the stored transcript: nothing is lost to an answer that has less. */
export const betterTranscript = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId }: SessionRef,
  fetched: TranscriptFacts,
): Promise<TranscriptFacts> => {
  const stored = await tx.transcript.findUnique({ where: { organization_sessionId: { organization, sessionId } } });
  return stored && !isBetter(fetched, stored) ? stored : fetched;
};
