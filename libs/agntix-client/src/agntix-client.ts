import { Failure } from '@switchback/failure';
import { listPhoneNumbers } from './calls/list-phone-numbers.ts';
import type { PhoneNumber } from './calls/list-phone-numbers.ts';
import { startCall } from './calls/start-call.ts';
import type { StartCall } from './calls/start-call.ts';
import { cleanBody } from './clean-body.ts';
import { VendorApi } from './http/vendor-api.ts';
import type { VendorApiOptions } from './http/vendor-api.ts';
import { listMessages } from './messages/list-messages.ts';
import type { Message } from './messages/list-messages.ts';
import { readText } from './read-path.ts';
import { normalizeSession } from './session/normalize-session.ts';
import type { NormalizedSession } from './session/normalized-session.ts';

export interface ChatSession {
  readonly agentId: string;
  readonly platform: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The vendor's API for one organization. Every method has one deadline, retries nothing and throws `Failure`s only. */
export interface AgntixClient {
  /** The session's detail: as it came, cleaned for storing, and in one shape. */
  getSession(id: string, signal?: AbortSignal): Promise<{ raw: unknown; normalized: NormalizedSession }>;
  listMessages(id: string, signal?: AbortSignal): Promise<Message[]>;
  startCall(call: StartCall): Promise<{ sessionId: string }>;
  listPhoneNumbers(): Promise<PhoneNumber[]>;
  createChatSession(session: ChatSession): Promise<{ sessionId: string }>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

const getSession = async (api: VendorApi, id: string, signal: AbortSignal) => {
  const path = `/api/v1/chat/sessions/${encodeURIComponent(id)}`;
  const raw = cleanBody(await api.send({ method: 'GET', path, name: '/api/v1/chat/sessions/:id', signal }));
  return { raw, normalized: normalizeSession(id, raw) };
};

const createChatSession = async (api: VendorApi, body: ChatSession, signal: AbortSignal) => {
  const path = '/v1/chat/chat/sessions';
  const sessionId = readText(await api.send({ method: 'POST', path, name: path, body, signal }), 'id', 'sessionId');
  if (sessionId !== undefined) return { sessionId };
  throw new Failure('VENDOR_UNAVAILABLE', { detail: `POST ${path}: the answer names no session` });
};

/** The API key goes to `baseUrl` only, in `x-api-key`. */
export const createAgntixClient = (options: VendorApiOptions): AgntixClient => {
  const api = new VendorApi(options);
  return {
    getSession: (id, signal) => getSession(api, id, api.deadline(signal)),
    listMessages: (id, signal) => listMessages(api, id, api.deadline(signal)),
    startCall: (call) => startCall(api, call, api.deadline()),
    listPhoneNumbers: () => listPhoneNumbers(api, api.deadline()),
    createChatSession: (session) => createChatSession(api, session, api.deadline()),
    close: () => api.close(),
  };
};
