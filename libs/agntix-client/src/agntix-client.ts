import { Failure } from '@switchback/failure';
import { listPhoneNumbers } from './calls/list-phone-numbers.ts';
import type { PhoneNumber } from './calls/list-phone-numbers.ts';
import { startCall } from './calls/start-call.ts';
import type { StartCall } from './calls/start-call.ts';
import { cleanBody } from './clean-body.ts';
import { VendorApi } from './http/vendor-api.ts';
import type { VendorApiOptions } from './http/vendor-api.ts';
import type { Message } from './messages/message.ts';
import { streamMessages } from './messages/stream-messages.ts';
import { readText } from './read-path.ts';
import { listSessions } from './session/list-sessions.ts';
import type { ListedSession, SessionFilter } from './session/list-sessions.ts';
import { normalizeSession } from './session/normalize-session.ts';
import type { NormalizedSession } from './session/normalized-session.ts';

export interface ChatSession {
  readonly agentId: string;
  readonly platform: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The vendor's API for one organization. Every HTTP call has one deadline; nothing is retried; only `Failure`s are thrown. */
export interface AgntixClient {
  /** The session's detail: as it came, cleaned for storing, and in one shape. */
  getSession(id: string, signal?: AbortSignal): Promise<{ raw: unknown; normalized: NormalizedSession }>;
  listMessages(id: string, signal?: AbortSignal): Promise<Message[]>;
  /** The messages as they arrive, for transcripts of any length. */
  streamMessages(id: string, signal?: AbortSignal): AsyncIterable<readonly Message[]>;
  /** Newest first. */
  listSessions(filter: SessionFilter, signal?: AbortSignal): AsyncIterable<ListedSession>;
  startCall(call: StartCall): Promise<{ sessionId: string }>;
  listPhoneNumbers(): Promise<PhoneNumber[]>;
  createChatSession(session: ChatSession): Promise<{ sessionId: string }>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

const getSession = async (api: VendorApi, id: string, signal: AbortSignal) => {
  const raw = cleanBody(await api.send({ method: 'GET', route: 'getSession', id, signal }));
  return { raw, normalized: normalizeSession(id, raw) };
};

const createChatSession = async (api: VendorApi, body: ChatSession, signal: AbortSignal) => {
  const answer = await api.send({ method: 'POST', route: 'createSession', body, signal, switchOn: [404, 405] });
  const sessionId = readText(answer, 'id', 'sessionId');
  if (sessionId !== undefined) return { sessionId };
  throw new Failure('VENDOR_UNAVAILABLE', { detail: 'POST createSession: the answer names no session' });
};

const collect = async <T>(pieces: AsyncIterable<readonly T[]>): Promise<T[]> => {
  const all: T[] = [];
  for await (const piece of pieces) all.push(...piece);
  return all;
};

const unbound = (): AbortSignal => new AbortController().signal;

/** The API key goes to `baseUrl` only. */
export const createAgntixClient = (options: VendorApiOptions): AgntixClient => {
  const api = new VendorApi(options);
  return {
    getSession: (id, signal = unbound()) => getSession(api, id, signal),
    listMessages: (id, signal = unbound()) => collect(streamMessages(api, id, signal)),
    streamMessages: (id, signal = unbound()) => streamMessages(api, id, signal),
    listSessions: (filter, signal = unbound()) => listSessions(api, filter, signal),
    startCall: (call) => startCall(api, call, unbound()),
    listPhoneNumbers: () => listPhoneNumbers(api, unbound()),
    createChatSession: (session) => createChatSession(api, session, unbound()),
    close: () => api.close(),
  };
};
