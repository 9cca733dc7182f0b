import { Failure } from '@switchback/failure';
import { Agent, request } from 'undici';
import { classify, classifyError, retryAt } from './classify.ts';

export interface HubSpotSettings {
  readonly baseUrl: string;
  /** Private app token. */
  readonly token: string;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  /** A POST can be a read (batch/read). Default: a GET reads, everything else writes. */
  readonly kind?: 'read' | 'write';
}

/** One request, one deadline, no redirect: the token goes to the account's host only. */
export class HubSpotHttp {
  readonly #settings: Required<HubSpotSettings>;
  readonly #agent = new Agent({ connections: 16 });

  constructor(settings: HubSpotSettings) {
    this.#settings = { timeoutMs: 10_000, ...settings };
  }

  /** @throws Failure with a CRM_* code; its detail names method, path pattern and status, never a body. */
  async send<T>({ method, path, body, kind = method === 'GET' ? 'read' : 'write' }: Call): Promise<T> {
    const { baseUrl, token, timeoutMs } = this.#settings;
    const what = `${method} ${path.split('?', 1)[0]?.replace(/\/\d+/g, '/:id') ?? ''}`;
    let response;
    try {
      response = await request(new URL(path, baseUrl), {
        method,
        dispatcher: this.#agent,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.body.text();
      if (response.statusCode < 300) return (text === '' ? {} : JSON.parse(text)) as T;
      const { policyName } = parse(text);
      const answer = { status: response.statusCode, retryAfter: header(response.headers['retry-after']), policyName };
      throw new Failure(classify(answer, kind), {
        detail: `${what}: ${response.statusCode}`,
        ...withRetryAt(retryAt(answer, Date.now())),
      });
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(classifyError(error, kind), { cause: error, detail: `${what}: no usable answer` });
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}

const header = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
const withRetryAt = (at: Date | undefined) => (at ? { retryAt: at } : {});
const parse = (text: string): { policyName?: string } => {
  try {
    return JSON.parse(text) as { policyName?: string };
  } catch {
    return {};
  }
};
