import type { NormalizedSession } from '@switchback/agntix-client';
import { mergeKnown } from '../complete/merge-known.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { SessionRef } from '../session-ref.ts';
import { asJson } from '../store/json.ts';
import { lockSession } from '../store/lock-session.ts';

/** Stores that the session began. What is known already wins: this event may come last, and it says least. */
export const receiveCreated = async (prisma: PrismaClient, ref: SessionRef, seen: NormalizedSession): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const { known } = await lockSession(tx, ref, { session: seen, event: 'created' });
    const data = { known: asJson(mergeKnown(seen, known)) };
    await tx.session.update({ where: { organization_sessionId: { ...ref } }, data });
  });
};
