import type { NormalizedSession } from '@switchback/agntix-client';
import { schedule } from '@switchback/persistence';
import type { Sql } from '@switchback/persistence';
import { decideOutcome } from '../outcome/decide-outcome.ts';
import type { Outcome } from '../outcome/decide-outcome.ts';
import { evidenceOf } from '../outcome/evidence-of.ts';
import type { SessionRef } from '../session-ref.ts';
import { betterTranscript } from '../store/better-transcript.ts';
import { lockSession, noteKnown } from '../store/lock-session.ts';
import type { Published } from '../store/lock-session.ts';
import { nameTranscript } from '../store/name-transcript.ts';
import type { Query } from '../store/transcript-spool.ts';
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
const finalBefore = (row: Published | null, ended: boolean): Outcome | undefined =>
  row?.final && !(row.outcome === 'expired' && ended)
    ? { value: row.outcome as Outcome['value'], final: true, reason: row.reason }
    : undefined;

const EXPIRED: Outcome = { value: 'expired', final: true, reason: 'end-never-came' };

const scheduleReread = async (
  tx: Sql,
  { organization, sessionId }: SessionRef,
  incomplete: { sinceEndMs: number } | undefined,
) => {
  const delayMs = incomplete && rereadDelayMs(incomplete.sinceEndMs);
  const { reread, ...others } = workKinds;
  const done = [...Object.values(others), ...(delayMs === undefined ? [reread] : [])];
  await tx.run`DELETE FROM due_work WHERE organization = ${organization} AND subject = ${sessionId} AND kind = ANY(${done})`;
  if (delayMs === undefined) return;
  await schedule(tx, { organization, kind: reread, subject: sessionId, attempt: 1, reason: 'incomplete', delayMs });
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
  tx: Sql,
  ref: SessionRef,
  { seen, fetched, expired = false }: Found,
): Promise<Completion | undefined> => {
  const { detail, transcript: spool } = fetched;
  const query: Query = (sql, values) => tx.query(sql, values);
  const row = await lockSession(tx, ref, { session: seen ?? detail?.session, event: seen ? 'ended' : 'none' });
  if (!row || (expired && row.sinceEndMs !== null)) {
    await spool.discard(query);
    return undefined;
  }
  const told = mergeKnown(row.known, seen ?? row.known);
  const known = detail ? mergeKnown(told, detail.session) : told;
  await noteKnown(tx, ref, { known, detail: detail?.raw });

  const { published: before, transcript: stored } = row;
  const fresh = spool.facts();
  const transcript = betterTranscript(stored, fresh);
  const sinceEndMs = row.sinceEndMs ?? 0;
  const decided = expired ? EXPIRED : decideOutcome(evidenceOf(known, transcript, sinceEndMs));
  const outcome = finalBefore(before, row.sinceEndMs !== null) ?? decided;
  const { sha256, messageCount } = transcript;
  const content = enrichedContent(ref, known, { outcome, transcript: { sha256, messageCount } });
  const revision = await publishImprovement(tx, before, content);
  const isNew = transcript.version === fresh.version && revision !== undefined && messageCount > 0;
  if (isNew) await nameTranscript(tx, ref, { spool, facts: transcript, revision, before: stored });
  else await spool.discard(query);
  const incomplete = !expired && isIncomplete(outcome, known, messageCount);
  await scheduleReread(tx, ref, incomplete ? { sinceEndMs } : undefined);
  return { outcome, revision };
};
