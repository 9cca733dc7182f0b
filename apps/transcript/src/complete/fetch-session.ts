import type { AgntixClient, Message, NormalizedSession } from '@switchback/agntix-client';
import { Failure } from '@switchback/failure';
import type { SessionRef } from '../session-ref.ts';

export interface FetchedSession {
  readonly raw: unknown;
  readonly session: NormalizedSession;
  readonly messages: readonly Message[];
}

/** Reads detail and all messages from the vendor, side by side. Throws the client's failures; opens no transaction. */
export const fetchSession = async (
  clients: ReadonlyMap<string, AgntixClient>,
  { organization, sessionId }: SessionRef,
  signal: AbortSignal,
): Promise<FetchedSession> => {
  const client = clients.get(organization);
  if (!client) throw new Failure('VENDOR_AUTH', { detail: 'no API key is configured for the organization' });
  const [{ raw, normalized }, messages] = await Promise.all([
    client.getSession(sessionId, signal),
    client.listMessages(sessionId, signal),
  ]);
  return { raw, session: normalized, messages };
};
