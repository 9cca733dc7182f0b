import type { NormalizedSession } from '@switchback/agntix-client';
import { Failure, dispositionOf } from '@switchback/failure';
import { schedule, unschedule } from '@switchback/persistence';
import { completeSession } from '../complete/complete-session.ts';
import { workKinds } from '../complete/completion-ports.ts';
import type { CompletionPorts } from '../complete/completion-ports.ts';
import { mergeKnown } from '../complete/merge-known.ts';
import type { SessionRef } from '../session-ref.ts';
import { lockSession, noteKnown } from '../store/lock-session.ts';
import { parkedDelayMs } from '../vendor/parked-delay.ts';

/** Keeps the end as seen and the fetch as a due row, so that the record counts as done while the vendor is away. */
const park = async (
  { sql, pool, gate, logger }: CompletionPorts,
  ref: SessionRef,
  seen: NormalizedSession,
  failure: Failure,
) => {
  const { organization, sessionId: subject } = ref;
  const delayMs = await parkedDelayMs(pool, organization, failure);
  const work = { organization, subject, attempt: 1, reason: failure.code, delayMs };
  await gate.run(() =>
    sql.transaction(async (tx) => {
      const row = await lockSession(tx, ref, { session: seen, event: 'ended' });
      if (!row) return;
      await noteKnown(tx, ref, { known: mergeKnown(row.known, seen) });
      await schedule(tx, { ...work, kind: workKinds.fetch });
      await unschedule(tx, { ...work, kind: workKinds.awaitEnd });
    }),
  );
  const fields = { event: 'session.parked', ...ref, code: failure.code, detail: failure.message, delayMs };
  logger.info(fields, 'session parked until the vendor answers');
};

/** Completes the session, or parks it as a durable row when its organization's API cannot be had. */
export const receiveEnded = async (
  ports: CompletionPorts,
  ref: SessionRef,
  { seen, signal }: { seen: NormalizedSession; signal: AbortSignal },
): Promise<void> => {
  try {
    await completeSession(ports, ref, { seen, signal });
  } catch (error) {
    // Stopped in the middle: the record comes again after the restart, so nothing is wrong with the vendor.
    if (!(error instanceof Failure) || dispositionOf(error) !== 'park' || signal.aborted) throw error;
    await park(ports, ref, seen, error);
  }
};
