import { Failure } from '@switchback/failure';
import { Agent, request } from 'undici';
import type { Gate, RateHints } from '../port.ts';
import { classify, classifyError, retryAt } from './classify.ts';

export interface HttpSettings {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly gate?: Gate | undefined;
  /** What an answer's headers say of limits. */
  readonly rate?: (headers: Headers) => RateHints;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A POST can be a read (batch/read). Default: a GET reads, everything else writes. */
  readonly kind?: 'read' | 'write';
}

const TIMEOUT_MS = 10_000;
const open: Gate = { admit: () => Promise.resolve(), observe: () => undefined };

export const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const parse = (text: string): { policyName?: string } => {
  try {
    return JSON.parse(text) as { policyName?: string };
  } catch {
    return {};
  }
};

/** One request, one deadline, no redirect: credentials go to the account's host only. */
export class CrmHttp {
  readonly #settings: HttpSettings;
  readonly #agent = new Agent({ connections: 16 });

  constructor(settings: HttpSettings) {
    this.#settings = settings;
  }

  /** @throws Failure with a CRM_* code; its detail names method, path pattern and status, never a body. */
  async send<T>(call: Call): Promise<T> {
    const { gate = open } = this.#settings;
    await gate.admit();
    let hints: RateHints = {};
    try {
      const answer = await this.#ask(call, (found) => (hints = found));
      gate.observe({ ...hints, code: undefined });
      return answer as T;
    } catch (error) {
      const failure = this.#failureOf(call, error);
      const at = gate.observe({ ...hints, code: failure.code });
      if (!at || failure.retryAt) throw failure;
      throw new Failure(failure.code, { detail: failure.message, cause: failure.cause, retryAt: at });
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #ask(call: Call, onHints: (hints: RateHints) => void): Promise<unknown> {
    const { method, path, body, headers = {} } = call;
    const { baseUrl, headers: common, timeoutMs = TIMEOUT_MS, rate = () => ({}) } = this.#settings;
    const response = await request(new URL(path, baseUrl), {
      method,
      dispatcher: this.#agent,
      headers: {
        ...common,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.body.text();
    const at = retryAt(
      { status: response.statusCode, retryAfter: headerOf(response.headers, 'retry-after') },
      Date.now(),
    );
    onHints({ ...rate(response.headers), ...(at && { retryAt: at }) });
    if (response.statusCode < 300) return text === '' ? {} : JSON.parse(text);
    const { policyName } = parse(text);
    throw new Failure(classify({ status: response.statusCode, policyName }, kindOf(call)), {
      detail: `${patternOf(call)}: ${response.statusCode}`,
      ...(at && { retryAt: at }),
    });
  }

  #failureOf(call: Call, error: unknown): Failure {
    if (error instanceof Failure) return error;
    const detail = `${patternOf(call)}: no usable answer`;
    return new Failure(classifyError(error, kindOf(call)), { cause: error, detail });
  }
}

const kindOf = ({ method, kind = method === 'GET' ? 'read' : 'write' }: Call) => kind;
const patternOf = ({ method, path }: Call): string =>
  `${method} ${path.split('?', 1)[0]?.replace(/\/\d+/g, '/:id') ?? ''}`;
