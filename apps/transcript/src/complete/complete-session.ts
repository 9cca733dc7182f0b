import { metrics } from '@opentelemetry/api';
import type { NormalizedSession } from '@switchback/agntix-client';
import { isErased } from '../erase/is-erased.ts';
import type { SessionRef } from '../session-ref.ts';
import type { CompletionPorts } from './completion-ports.ts';
import { fetchSession } from './fetch-session.ts';
import type { FetchedSession } from './fetch-session.ts';
import { storeCompletion } from './store-completion.ts';
import type { Completion } from './store-completion.ts';

const completed = () => metrics.getMeter('transcript').createCounter('switchback.transcript.completed');
const skipped = () => metrics.getMeter('transcript').createCounter('switchback.transcript.erased.skipped');

/** Stores what was fetched and tells others when there is something new to say. */
export const storeFetched = async (
  { sql, gate, relay, logger }: CompletionPorts,
  ref: SessionRef,
  found: { seen?: NormalizedSession | undefined; fetched: FetchedSession; expired?: boolean },
): Promise<Completion | undefined> => {
  const done = await gate.run(() => sql.transaction((tx) => storeCompletion(tx, ref, found)));
  if (!done) return undefined;
  const { outcome, revision } = done;
  completed().add(1, { outcome: outcome.value, final: outcome.final, published: revision !== undefined });
  if (revision === undefined) return done;
  relay.wake();
  logger.info(
    { event: 'session.enriched', ...ref, revision, outcome: outcome.value, reason: outcome.reason },
    'session enriched',
  );
  return done;
};

/**
 * Reads an ended session from the vendor and stores what it says, together with the event that tells others. Idempotent:
 * the same content again changes nothing and publishes nothing. Throws the client's failures with nothing stored. An
 * erased session is not asked for.
 */
export const completeSession = async (
  ports: CompletionPorts,
  ref: SessionRef,
  { seen, signal }: { seen?: NormalizedSession; signal: AbortSignal },
): Promise<void> => {
  if (await isErased(ports.pool, ref)) {
    skipped().add(1, { organization: ref.organization });
    return;
  }
  const fetched = await fetchSession(ports, ref, signal);
  await storeFetched(ports, ref, { seen, fetched });
};
