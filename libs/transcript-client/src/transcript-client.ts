import type { z } from 'zod';
import { erasedSchema, sessionRecordSchema, transcriptSchema, workSchema } from './schemas.ts';
import type { SessionRecord, TranscriptMessage } from './schemas.ts';
import { TranscriptApiError } from './transcript-api-error.ts';

export interface TranscriptClientOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number;
}

export interface Erasure {
  readonly organization?: string;
  readonly sessionId?: string;
  readonly phoneNumber?: string;
  readonly variable?: { readonly name: string; readonly value: string };
  readonly dryRun: boolean;
}

/** Every method throws `TranscriptApiError` only. */
export interface TranscriptClient {
  /** Undefined for a session that is unknown, erased, or of another organization. `unchanged` when the ETag still holds. */
  getSession(
    id: string,
    etag?: string,
  ): Promise<{ session: SessionRecord; etag: string | null } | 'unchanged' | undefined>;
  getMessages(id: string): Promise<TranscriptMessage[] | undefined>;
  /** One line per utterance; no more than about `mostBytes` of it are read. */
  getText(id: string, mostBytes?: number): Promise<string | undefined>;
  /** Operators' tokens only. */
  erase(erasure: Erasure): Promise<z.output<typeof erasedSchema>>;
  /** What waits for the vendor, by organization and reason. Operators' tokens only. */
  listWork(): Promise<z.output<typeof workSchema>['work']>;
}

interface Call {
  readonly path: string;
  readonly accept?: string;
  readonly etag?: string | undefined;
  readonly body?: unknown;
}

const requester =
  ({ url, token, timeoutMs = 30_000 }: TranscriptClientOptions) =>
  async ({ path, accept = 'application/json', etag, body }: Call): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept,
      ...(etag !== undefined && { 'if-none-match': etag }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const init = body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) };
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      return await fetch(url.replace(/\/+$/, '') + path, { ...init, headers, signal, redirect: 'error' });
    } catch (cause) {
      throw new TranscriptApiError('the transcript service does not answer', { cause });
    }
  };

const read = async <T extends z.ZodType>(response: Response, schema: T): Promise<z.output<T>> => {
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new TranscriptApiError('the transcript service sent something else than agreed', { status: response.status });
};

/** The body up to the chunk that goes beyond; an answer that breaks off is none. */
const textOf = async ({ body, status }: Response, mostBytes: number): Promise<string> => {
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  try {
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if ((length += chunk.length) > mostBytes) break;
    }
    return text;
  } catch (cause) {
    throw new TranscriptApiError('the transcript service broke off', { status, cause });
  }
};

const check = (response: Response): Response => {
  if (response.ok || response.status === 404 || response.status === 304) return response;
  throw new TranscriptApiError(`the transcript service answered ${response.status}`, { status: response.status });
};

export const createTranscriptClient = (options: TranscriptClientOptions): TranscriptClient => {
  const request = requester(options);
  const call = async (what: Call) => check(await request(what));
  const pathOf = (id: string) => `/v1/sessions/${encodeURIComponent(id)}`;
  return {
    getSession: async (id, etag) => {
      const response = await call({ path: pathOf(id), etag });
      if (response.status === 404) return undefined;
      if (response.status === 304) return 'unchanged';
      return { session: await read(response, sessionRecordSchema), etag: response.headers.get('etag') };
    },
    getMessages: async (id) => {
      const response = await call({ path: `${pathOf(id)}/transcript` });
      return response.status === 404 ? undefined : (await read(response, transcriptSchema)).messages;
    },
    getText: async (id, mostBytes = Infinity) => {
      const response = await call({ path: `${pathOf(id)}/transcript`, accept: 'text/plain' });
      if (response.status !== 404) return textOf(response, mostBytes);
      await response.body?.cancel();
      return undefined;
    },
    erase: async (erasure) => read(await call({ path: '/v1/erasures', body: erasure }), erasedSchema),
    listWork: async () => (await read(await call({ path: '/v1/work' }), workSchema)).work,
  };
};
