import type { Message, NormalizedSession } from '@switchback/agntix-client';
import { schedule, unschedule } from '@switchback/persistence';
import type { Enriched, Prisma } from '../generated/prisma/client.ts';
import { decideOutcome } from '../outcome/decide-outcome.ts';
import type { Outcome } from '../outcome/decide-outcome.ts';
import { evidenceOf } from '../outcome/evidence-of.ts';
import type { SessionRef } from '../session-ref.ts';
import { asJson } from '../store/json.ts';
import { longerTranscript } from '../store/keep-transcript.ts';
import { lockSession } from '../store/lock-session.ts';
import { contentHash } from './canonical-json.ts';
import { workKinds } from './completion-ports.ts';
import { enrichedContent } from './enriched-event.ts';
import type { FetchedSession } from './fetch-session.ts';
import { isIncomplete } from './is-incomplete.ts';
import { mergeKnown } from './merge-known.ts';
import { publishImprovement } from './publish-improvement.ts';
import { rereadDelayMs } from './reread-delay.ts';

export interface Completion {
  readonly outcome: Outcome;
  /** The revision that was written; undefined when there was nothing new to say. */
  readonly revision: number | undefined;
}

const finalBefore = (row: Enriched | null): Outcome | undefined =>
  row?.final ? { value: row.outcome as Outcome['value'], final: true, reason: row.reason } : undefined;

const storeTranscript = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId }: SessionRef,
  transcript: { revision: number; messages: readonly Message[]; sha256: string },
): Promise<void> => {
  const data = { ...transcript, messages: asJson(transcript.messages), messageCount: transcript.messages.length };
  await tx.transcript.upsert({
    where: { organization_sessionId: { organization, sessionId } },
    create: { organization, sessionId, ...data },
    update: data,
  });
};

const scheduleReread = async (
  tx: Prisma.TransactionClient,
  ref: SessionRef,
  incomplete: { sinceEndMs: number } | undefined,
) => {
  const work = { organization: ref.organization, kind: workKinds.reread, subject: ref.sessionId };
  const delayMs = incomplete && rereadDelayMs(incomplete.sinceEndMs);
  if (delayMs === undefined) await unschedule(tx, work);
  else await schedule(tx, { ...work, attempt: 1, reason: 'incomplete', delayMs });
  await unschedule(tx, { ...work, kind: workKinds.fetch });
};

/**
 * Everything that follows from a fetched session, to run in one transaction: what is known, the transcript, the next
 * revision with its event in the outbox, and when to read again. `seen` is the webhook that said the end, if one did.
 */
export const storeCompletion = async (
  tx: Prisma.TransactionClient,
  ref: SessionRef,
  { seen, fetched }: { seen: NormalizedSession | undefined; fetched: FetchedSession },
): Promise<Completion> => {
  const of = { organization_sessionId: { ...ref } };
  const event = seen ? 'ended' : 'none';
  const row = await lockSession(tx, ref, { session: seen ?? fetched.session, event });
  const known = mergeKnown(mergeKnown(row.known, seen ?? row.known), fetched.session);
  await tx.session.update({ where: of, data: { known: asJson(known), detail: asJson(fetched.raw) } });

  const before = await tx.enriched.findUnique({ where: of });
  const messages = await longerTranscript(tx, ref, fetched.messages);
  const sinceEndMs = row.sinceEndMs ?? 0;
  const outcome = finalBefore(before) ?? decideOutcome(evidenceOf(known, messages, sinceEndMs));
  const sha256 = contentHash(messages);
  const content = enrichedContent(ref, known, { outcome, transcript: { sha256, messageCount: messages.length } });
  const revision = await publishImprovement(tx, before, content);
  if (revision !== undefined && messages.length > 0) await storeTranscript(tx, ref, { revision, messages, sha256 });
  await scheduleReread(tx, ref, isIncomplete(outcome, known, messages.length) ? { sinceEndMs } : undefined);
  return { outcome, revision };
};
