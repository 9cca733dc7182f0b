import type { NormalizedSession } from '@switchback/agntix-client';
import { schedule } from '@switchback/persistence';
import { awaitEndDelayMs } from '../await-end/await-end-delay.ts';
import { workKinds } from '../complete/completion-ports.ts';
import type { CompletionPorts } from '../complete/completion-ports.ts';
import { mergeKnown } from '../complete/merge-known.ts';
import type { SessionRef } from '../session-ref.ts';
import { lockSession, noteKnown } from '../store/lock-session.ts';

/**
 * Stores that the session began, and that its end is to be asked for should no webhook tell it. What is known already
 * wins: this event may come last, and it says least.
 */
export const receiveCreated = async (
  { sql, gate }: Pick<CompletionPorts, 'sql' | 'gate'>,
  ref: SessionRef,
  seen: NormalizedSession,
): Promise<void> => {
  await gate.run(() =>
    sql.transaction(async (tx) => {
      const row = await lockSession(tx, ref, { session: seen, event: 'created' });
      if (!row) return;
      if (!row.isNew) await noteKnown(tx, ref, { known: mergeKnown(seen, row.known) });
      const delayMs = awaitEndDelayMs(0);
      if (row.sinceEndMs !== null || row.sinceCreatedMs !== 0 || delayMs === undefined) return;
      const { organization, sessionId: subject } = ref;
      await schedule(tx, {
        organization,
        kind: workKinds.awaitEnd,
        subject,
        attempt: 1,
        reason: 'no-end-yet',
        delayMs,
      });
    }),
  );
};
