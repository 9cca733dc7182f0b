import type { NormalizedSession } from '@switchback/agntix-client';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** A session as the read API gives it. */
export const readSession = async (prisma: PrismaClient, organizations: readonly string[], sessionId: string) => {
  const session = await prisma.session.findFirst({ where: { sessionId, organization: { in: [...organizations] } } });
  if (!session) return undefined;
  const of = { organization_sessionId: { organization: session.organization, sessionId } };
  const [enriched, transcript] = await Promise.all([
    prisma.enriched.findUnique({ where: of }),
    prisma.transcript.findUnique({ where: of }),
  ]);
  const { id, audioUrl: _signed, ...known } = session.known as unknown as NormalizedSession;
  return {
    organization: session.organization,
    version: transcript?.version,
    body: {
      id,
      organization: session.organization,
      revision: enriched?.revision ?? 0,
      outcome: enriched && { value: enriched.outcome, final: enriched.final, reason: enriched.reason },
      session: known,
      transcript: transcript && { messageCount: transcript.messageCount, sha256: transcript.sha256 },
    },
  };
};
export type ReadSession = NonNullable<Awaited<ReturnType<typeof readSession>>>;
