import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { SessionRef } from '../session-ref.ts';

/** What to erase: one of the three. */
export type Selection =
  | { readonly sessionId: string }
  | { readonly phoneNumber: string }
  | { readonly variable: { readonly name: string; readonly value: string } };

const conditionOf = (selection: Selection): Prisma.SessionWhereInput => {
  if ('sessionId' in selection) return { sessionId: selection.sessionId };
  if ('phoneNumber' in selection) return { known: { path: ['customerPhoneNumber'], equals: selection.phoneNumber } };
  return { known: { path: ['variables', selection.variable.name], equals: selection.variable.value } };
};

/** The sessions of these organizations that a selection means. Sessions erased before are none. */
export const findSessions = (
  prisma: PrismaClient,
  selection: Selection,
  organizations: readonly string[],
): Promise<SessionRef[]> =>
  prisma.session.findMany({
    where: { ...conditionOf(selection), organization: { in: [...organizations] } },
    select: { organization: true, sessionId: true },
    orderBy: [{ organization: 'asc' }, { sessionId: 'asc' }],
  });

/**
 * Removes everything of one session, what waits to be published included, and leaves the tombstone that keeps it away.
 * Whoever writes the session at the same time either came before, and his work goes, or finds the tombstone.
 */
export const eraseSession = async (prisma: PrismaClient, ref: SessionRef, reason: string): Promise<void> => {
  const { organization, sessionId } = ref;
  await prisma.$transaction(async (tx) => {
    // Also where there is no row: whoever is just creating it waits for this transaction.
    await tx.$executeRaw`
      INSERT INTO session (organization, session_id, known) VALUES (${organization}, ${sessionId}, '{}')
      ON CONFLICT (organization, session_id) DO UPDATE SET known = session.known`;
    await tx.tombstone.upsert({
      where: { organization_sessionId: { organization, sessionId } },
      create: { organization, sessionId, reason },
      update: {},
    });
    const where = { organization, sessionId };
    await tx.transcriptPart.deleteMany({ where });
    await tx.transcript.deleteMany({ where });
    await tx.enriched.deleteMany({ where });
    await tx.session.deleteMany({ where });
    await tx.dueWork.deleteMany({ where: { organization, subject: sessionId } });
    await tx.$executeRaw`DELETE FROM outbox WHERE key = ${sessionId} AND headers->>'ce_organization' = ${organization}`;
  });
};
