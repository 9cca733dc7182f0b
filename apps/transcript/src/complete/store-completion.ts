import type { NormalizedSession } from '@switchback/agntix-client';
import { schedule, unschedule } from '@switchback/persistence';
import type { Enriched, Prisma } from '../generated/prisma/client.ts';
import { decideOutcome } from '../outcome/decide-outcome.ts';
import type { Outcome } from '../outcome/decide-outcome.ts';
import { evidenceOf } from '../outcome/evidence-of.ts';
import type { SessionRef } from '../session-ref.ts';
import { betterTranscript } from '../store/better-transcript.ts';
import { asJson } from '../store/json.ts';
import { lockSession } from '../store/lock-session.ts';
import { nameTranscript, queryOf } from '../store/name-transcript.ts';
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

/** A final outcome stays. Only an end that came after all takes the place of one that was given up. */
const finalBefore = (row: Enriched | null, ended: boolean): Outcome | undefined =>
  row?.final && !(row.outcome === 'expired' && ended)
    ? { value: row.outcome as Outcome['value'], final: true, reason: row.reason }
    : undefined;

const EXPIRED: Outcome = { value: 'expired', final: true, reason: 'end-never-came' };

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
  await unschedule(tx, { ...work, kind: workKinds.awaitEnd });
};

interface Found {
  /** The webhook, or the detail, that said the end, if one did. */
  readonly seen?: NormalizedSession | undefined;
  readonly fetched: FetchedSession;
  /** No end was told and none will be waited for. */
  readonly expired?: boolean;
}

/**
 * Everything that follows from a fetched session, to run in one transaction: what is known, the transcript, the next
 * revision with its event in the outbox, and when to read again. Undefined, with nothing changed, for an erased session,
 * and for an expired one whose end came meanwhile.
 */
export const storeCompletion = async (
  tx: Prisma.TransactionClient,
  ref: SessionRef,
  { seen, fetched, expired = false }: Found,
): Promise<Completion | undefined> => {
  const of = { organization_sessionId: { ...ref } };
  const { detail, transcript: spool } = fetched;
  const row = await lockSession(tx, ref, { session: seen ?? detail?.session, event: seen ? 'ended' : 'none' });
  if (!row || (expired && row.sinceEndMs !== null)) {
    await spool.discard(queryOf(tx));
    return undefined;
  }
  const told = mergeKnown(row.known, seen ?? row.known);
  const known = detail ? mergeKnown(told, detail.session) : told;
  await tx.session.update({ where: of, data: { known: asJson(known), ...(detail && { detail: asJson(detail.raw) }) } });

  const before = await tx.enriched.findUnique({ where: of });
  const fresh = spool.facts();
  const transcript = await betterTranscript(tx, ref, fresh);
  const sinceEndMs = row.sinceEndMs ?? 0;
  const decided = expired ? EXPIRED : decideOutcome(evidenceOf(known, transcript, sinceEndMs));
  const outcome = finalBefore(before, row.sinceEndMs !== null) ?? decided;
  const { sha256, messageCount } = transcript;
  const content = enrichedContent(ref, known, { outcome, transcript: { sha256, messageCount } });
  const revision = await publishImprovement(tx, before, content);
  const isNew = transcript.version === fresh.version && revision !== undefined && messageCount > 0;
  if (isNew) await nameTranscript(tx, ref, { spool, facts: transcript, revision });
  else await spool.discard(queryOf(tx));
  const incomplete = !expired && isIncomplete(outcome, known, messageCount);
  await scheduleReread(tx, ref, incomplete ? { sinceEndMs } : undefined);
  return { outcome, revision };
};
