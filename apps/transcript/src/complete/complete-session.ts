import type { NormalizedSession } from '@switchback/agntix-client';
import { metrics } from '@opentelemetry/api';
import type { SessionRef } from '../session-ref.ts';
import type { CompletionPorts } from './completion-ports.ts';
import { fetchSession } from './fetch-session.ts';
import { storeCompletion } from './store-completion.ts';

const completed = () => metrics.getMeter('transcript').createCounter('switchback.transcript.completed');

/**
 * Reads an ended session from the vendor and stores what it says, together with the event that tells others. Idempotent:
 * the same content again changes nothing and publishes nothing. Throws the client's failures with nothing stored.
 */
export const completeSession = async (
  { prisma, clients, relay, logger }: CompletionPorts,
  ref: SessionRef,
  { seen, signal }: { seen?: NormalizedSession; signal: AbortSignal },
): Promise<void> => {
  const fetched = await fetchSession(clients, ref, signal);
  const { outcome, revision } = await prisma.$transaction((tx) => storeCompletion(tx, ref, { seen, fetched }));
  completed().add(1, { outcome: outcome.value, final: outcome.final, published: revision !== undefined });
  if (revision === undefined) return;
  relay.wake();
  logger.info(
    { event: 'session.enriched', ...ref, revision, outcome: outcome.value, reason: outcome.reason },
    'session enriched',
  );
};
