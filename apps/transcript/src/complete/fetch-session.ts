import type { AgntixClient, NormalizedSession } from '@switchback/agntix-client';
import { Failure, codeOf } from '@switchback/failure';
import type { SessionRef } from '../session-ref.ts';
import { TranscriptSpool } from '../store/transcript-spool.ts';
import type { CompletionPorts } from './completion-ports.ts';

export interface FetchedSession {
  /** Undefined where the vendor does not know the session, or no longer, or not yet. */
  readonly detail: { readonly raw: unknown; readonly session: NormalizedSession } | undefined;
  readonly transcript: TranscriptSpool;
}

const clientOf = (clients: ReadonlyMap<string, AgntixClient>, organization: string): AgntixClient => {
  const client = clients.get(organization);
  if (!client) throw new Failure('VENDOR_AUTH', { detail: 'no API key is configured for the organization' });
  return client;
};

const unlessUnknown = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'VENDOR_NOT_FOUND') return undefined;
    throw error;
  }
};

/** The session's detail; undefined where the vendor does not know it. */
export const fetchDetail = async (
  { clients }: Pick<CompletionPorts, 'clients'>,
  { organization, sessionId }: SessionRef,
  signal: AbortSignal,
): Promise<FetchedSession['detail']> => {
  const found = await unlessUnknown(clientOf(clients, organization).getSession(sessionId, signal));
  return found && { raw: found.raw, session: found.normalized };
};

/**
 * Reads detail and then all messages. Opens no transaction. A session that the vendor does not know is not a failure:
 * it may come late, or be gone; what is known already goes on. Throws the client's other failures.
 */
export const fetchSession = async (
  ports: Pick<CompletionPorts, 'clients' | 'pool'>,
  ref: SessionRef,
  signal: AbortSignal,
): Promise<FetchedSession> => {
  const detail = await fetchDetail(ports, ref, signal);
  const transcript = new TranscriptSpool(ports.pool, ref);
  const read = async () => {
    const messages = clientOf(ports.clients, ref.organization).streamMessages(ref.sessionId, signal);
    for await (const some of messages) await transcript.add(some);
  };
  try {
    if (detail) await unlessUnknown(read());
  } catch (error) {
    await transcript.discard((sql, values) => ports.pool.query(sql, values));
    throw error;
  }
  return { detail, transcript };
};
