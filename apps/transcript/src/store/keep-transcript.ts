import type { Message } from '@switchback/agntix-client';
import type { Prisma } from '../generated/prisma/client.ts';
import type { SessionRef } from '../session-ref.ts';

/** The longer of the fetched and the stored transcript, the fetched one when they are equally long: none is lost to a shorter answer. */
export const longerTranscript = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId }: SessionRef,
  fetched: readonly Message[],
): Promise<readonly Message[]> => {
  const of = { organization_sessionId: { organization, sessionId } };
  const stored = await tx.transcript.findUnique({ where: of, select: { messageCount: true } });
  if (!stored || stored.messageCount <= fetched.length) return fetched;
  const { messages } = await tx.transcript.findUniqueOrThrow({ where: of, select: { messages: true } });
  return messages as unknown as Message[];
};
