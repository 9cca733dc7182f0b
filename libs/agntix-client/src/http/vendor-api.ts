import { Failure } from '@switchback/failure';
import type { FailureCode } from '@switchback/failure';
import { Agent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { factsOf } from './answer-facts.ts';
import type { AnswerFacts } from './answer-facts.ts';
import { Dialects, isUnknownPath } from './dialects.ts';
import { readVendorError } from './error-body.ts';
import { retryAtOf } from './retry-after.ts';
import { routes } from './routes.ts';
import type { RouteName, RoutePaths } from './routes.ts';
import { failureOfStatus } from './status-failure.ts';

export interface VendorApiOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** `x-api-key` unless told otherwise; `bearer` is for session tokens of the vendor's dashboard. */
  readonly credential?: 'x-api-key' | 'bearer';
  /** The deadline of one HTTP call, its answer's body included. Waiting in `admit` does not count. */
  readonly timeoutMs: number;
  /** Other paths than the vendor's documented ones. */
  readonly paths?: RoutePaths;
  /** Resolves when the next HTTP call may go out; rejects with a `Failure` when it may not. */
  readonly admit?: (route: RouteName, signal: AbortSignal) => Promise<void>;
  /** Sees every answer, and every call without one. */
  readonly onAnswer?: (facts: AnswerFacts) => void;
}

export interface VendorCall {
  readonly method: 'GET' | 'POST';
  readonly route: RouteName;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** Statuses on which the other path may be tried; for calls that must never run twice, those that say it did not run. */
  readonly switchOn?: readonly number[];
  /** Says otherwise than the common tables what a failure of this call means. */
  readonly failureOf?: (common: FailureCode, seen: { status?: number; errorCode?: string }) => FailureCode;
}

type Answer = Dispatcher.ResponseData;
const ERROR_BODY_LIMIT = 65_536;
// The application itself answered; 401, 403, 429 and 5xx may come from a gateway before it.
const PROVES_THE_PATH = new Set([400, 404, 409, 410, 422]);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const codeOfError = (error: unknown): string =>
  Error.isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : 'no answer';

const textUpTo = async (body: Answer['body'], limit: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > limit) break;
  }
  return Buffer.concat(chunks).toString('utf8');
};

const queryOf = (query: VendorCall['query'] = {}): string => {
  const set = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) set.append(name, String(value));
  return set.size === 0 ? '' : `?${set.toString()}`;
};

/** Sends calls to the one host that may see the API key. Follows no redirects and repeats nothing that may have run. */
export class VendorApi {
  readonly #base: string;
  readonly #options: VendorApiOptions;
  readonly #dialects: Dialects;
  readonly #agent = new Agent({ connections: 64, maxResponseSize: 64 * 1_048_576, connect: { timeout: 5_000 } });

  constructor(options: VendorApiOptions) {
    this.#options = options;
    this.#base = options.baseUrl.replace(/\/+$/, '');
    this.#dialects = new Dialects(options.paths);
  }

  /** The parsed JSON of a 2xx answer. Throws a `Failure` with a `VENDOR_*` code, or what `failureOf` makes of it. */
  async send(call: VendorCall): Promise<unknown> {
    const answer = await this.open(call);
    const seen = { status: answer.statusCode };
    const text = await answer.body.text().catch((error: unknown) => {
      throw this.failure(call, { errorCode: codeOfError(error) }, codeOfError(error), error);
    });
    const body = parse(text);
    if (body !== undefined) return body;
    throw this.failure(call, seen, `${answer.statusCode} without JSON`);
  }

  /** A 2xx answer whose body is still to be read. Its stream fails at the call's deadline. */
  async open(call: VendorCall): Promise<Answer> {
    const paths = this.#dialects.candidates(call.route);
    let first: Failure | undefined;
    for (const path of paths) {
      const answer = await this.#exchange(call, path);
      if (answer.statusCode >= 200 && answer.statusCode <= 299) {
        this.#dialects.remember(call.route, path);
        return answer;
      }
      const { failure, unknownPath } = await this.#refused(call, answer);
      if (!unknownPath) {
        if (PROVES_THE_PATH.has(answer.statusCode)) this.#dialects.remember(call.route, path);
        throw failure;
      }
      first ??= failure;
    }
    throw first ?? this.failure(call, {}, 'no path is configured');
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  failure(call: VendorCall, seen: { status?: number; errorCode?: string }, what: string, cause?: unknown): Failure {
    const code = call.failureOf?.('VENDOR_UNAVAILABLE', seen) ?? 'VENDOR_UNAVAILABLE';
    return new Failure(code, { detail: `${call.method} ${routes[call.route][0]}: ${what}`, cause });
  }

  async #refused(call: VendorCall, { statusCode: status, headers, body }: Answer) {
    const text = await textUpTo(body, ERROR_BODY_LIMIT).catch(() => '');
    const { code, requestId, fields } = readVendorError(parse(text));
    const common = failureOfStatus(status, code);
    const said = [code, fields.length > 0 && `fields ${fields.join(', ')}`, requestId && `request ${requestId}`];
    const detail = [`${call.method} ${routes[call.route][0]}: ${status}`, ...said.filter(Boolean)].join(', ');
    const retryAt = status === 429 || status === 503 ? retryAtOf(headers) : undefined;
    const switches = call.switchOn ?? [404, 405, 410];
    return {
      failure: new Failure(call.failureOf?.(common, { status }) ?? common, { detail, ...(retryAt && { retryAt }) }),
      unknownPath: switches.includes(status) && isUnknownPath(status, code),
    };
  }

  async #exchange(call: VendorCall, path: string): Promise<Answer> {
    const { admit, onAnswer, apiKey, credential = 'x-api-key', timeoutMs } = this.#options;
    await admit?.(call.route, call.signal);
    const url = `${this.#base}${path.replace(':id', encodeURIComponent(call.id ?? ''))}${queryOf(call.query)}`;
    try {
      const answer = await request(url, {
        method: call.method,
        dispatcher: this.#agent,
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)]),
        headers: {
          ...(credential === 'bearer' ? { authorization: `Bearer ${apiKey}` } : { 'x-api-key': apiKey }),
          accept: 'application/json',
          ...(call.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      });
      onAnswer?.(factsOf(call.route, answer.statusCode, answer.headers));
      return answer;
    } catch (error) {
      if (!call.signal.aborted) onAnswer?.(factsOf(call.route));
      throw this.failure(call, { errorCode: codeOfError(error) }, codeOfError(error), error);
    }
  }
}
