import { Failure } from '@switchback/failure';
import type { FailureCode } from '@switchback/failure';
import { Agent, request } from 'undici';
import { readVendorError } from './error-body.ts';
import { retryAtOf } from './retry-after.ts';
import { failureOfStatus } from './status-failure.ts';

export interface VendorApiOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
}

export interface VendorCall {
  readonly method: 'GET' | 'POST';
  /** Path and query, encoded. */
  readonly path: string;
  /** The path with names instead of ids, for messages. */
  readonly name: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** Says otherwise than the common tables what a failure of this call means. */
  readonly failureOf?: (common: FailureCode, seen: { status?: number; errorCode?: string }) => FailureCode;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const codeOfError = (error: unknown): string =>
  Error.isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : 'no answer';

const refused = (call: VendorCall, { status, headers, text }: Answer): Failure => {
  const { code, requestId, fields } = readVendorError(parse(text));
  const common = failureOfStatus(status, code);
  const said = [code, fields.length > 0 && `fields ${fields.join(', ')}`, requestId && `request ${requestId}`];
  const detail = [`${call.method} ${call.name}: ${status}`, ...said.filter(Boolean)].join(', ');
  const retryAt = retryAtOf(headers);
  const waits = status === 429 || status === 503;
  return new Failure(call.failureOf?.(common, { status }) ?? common, {
    detail,
    ...(waits && retryAt && { retryAt }),
  });
};

/** Sends calls to the one host that may see the API key. Follows no redirects and retries nothing. */
export class VendorApi {
  readonly #base: string;
  readonly #options: VendorApiOptions;
  readonly #agent = new Agent({ connections: 64, maxResponseSize: 64 * 1_048_576, connect: { timeout: 5_000 } });

  constructor(options: VendorApiOptions) {
    this.#options = options;
    this.#base = options.baseUrl.replace(/\/+$/, '');
  }

  /** The deadline of one operation, all its requests together, joined with the caller's signal. */
  deadline(signal?: AbortSignal): AbortSignal {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    return signal ? AbortSignal.any([signal, timeout]) : timeout;
  }

  /** The parsed JSON of a 2xx answer. Throws a `Failure` with a `VENDOR_*` code, or what `failureOf` makes of it. */
  async send(call: VendorCall): Promise<unknown> {
    const answer = await this.#exchange(call);
    if (answer.status < 200 || answer.status > 299) throw refused(call, answer);
    const body = parse(answer.text);
    if (body !== undefined) return body;
    throw this.#failure(call, { status: answer.status }, `${answer.status} without JSON`);
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  #failure(call: VendorCall, seen: { status?: number; errorCode?: string }, what: string, cause?: unknown): Failure {
    const code = call.failureOf?.('VENDOR_UNAVAILABLE', seen) ?? 'VENDOR_UNAVAILABLE';
    return new Failure(code, { detail: `${call.method} ${call.name}: ${what}`, cause });
  }

  async #exchange(call: VendorCall): Promise<Answer> {
    try {
      const { statusCode, headers, body } = await request(`${this.#base}${call.path}`, {
        method: call.method,
        dispatcher: this.#agent,
        signal: call.signal,
        headers: {
          'x-api-key': this.#options.apiKey,
          accept: 'application/json',
          ...(call.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      });
      return { status: statusCode, headers, text: await body.text() };
    } catch (error) {
      const errorCode = codeOfError(error);
      throw this.#failure(call, { errorCode }, errorCode, error);
    }
  }
}
