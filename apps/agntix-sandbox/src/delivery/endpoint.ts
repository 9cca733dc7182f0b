import { request } from 'undici';
import { Keyring } from './keyring.ts';
import type { Failed } from './timetable.ts';

const FIVE_DAYS_MS = 5 * 86_400_000;

export interface EndpointOptions {
  readonly url: string;
  readonly secret: string;
  readonly scale: number;
  readonly timeoutMs: number;
  /** The family of header names. */
  readonly family: 'svix' | 'webhook';
  readonly decoy: boolean;
}

export type Attempt = { readonly status: number | null } & Failed;

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

/** One receiver: its address, its secrets, and whether it is still sent to. */
export class Endpoint {
  readonly keys: Keyring;
  disabled = false;
  readonly #options: EndpointOptions;
  #failingSince: number | undefined;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.keys = new Keyring(options.secret, options);
  }

  /**
   * One attempt, signed anew. After a broken connection the same bytes go out again at once, as Svix does. Success is the
   * status alone. Never rejects.
   */
  async attempt(id: string, body: string, onPost: () => void): Promise<Attempt> {
    const at = new Date();
    const { family } = this.#options;
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Svix-Webhooks/sandbox',
      [`${family}-id`]: id,
      [`${family}-timestamp`]: String(Math.floor(at.getTime() / 1_000)),
      [`${family}-signature`]: this.keys.sign(id, at, body),
    };
    const post = () => {
      onPost();
      return this.#post(headers, body);
    };
    const first = await post().catch((error: unknown) => codeOf(error));
    const broken = first === 'ECONNRESET' || first === 'UND_ERR_SOCKET';
    const last = broken ? await post().catch((error: unknown) => codeOf(error)) : first;
    const seen: Attempt = typeof last === 'string' ? { status: null, timedOut: last.endsWith('_TIMEOUT') } : last;
    this.#judge(seen);
    return seen;
  }

  enable(): void {
    this.disabled = false;
    this.#failingSince = undefined;
  }

  async #post(headers: Record<string, string>, body: string): Promise<Attempt> {
    const { url, timeoutMs } = this.#options;
    const times = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    const {
      statusCode: status,
      headers: answered,
      body: rest,
    } = await request(url, { method: 'POST', headers, body, ...times });
    await rest.dump().catch(() => undefined);
    if (answered['webhook-delivery'] === 'disable') this.disabled = true;
    const asked = Number(answered['retry-after']);
    return { status, retryAfterSeconds: Number.isFinite(asked) ? asked : undefined };
  }

  /** Five days of nothing but failures turn an endpoint off. */
  #judge({ status }: Attempt): void {
    if (status !== null && status >= 200 && status < 300) this.#failingSince = undefined;
    else this.#failingSince ??= Date.now();
    if (this.#failingSince !== undefined && Date.now() - this.#failingSince > FIVE_DAYS_MS * this.#options.scale)
      this.disabled = true;
  }
}
