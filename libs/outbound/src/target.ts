import { Failure } from '@switchback/failure';
import { statusFailure } from './status-failure.ts';

export interface TargetSettings {
  /** Where to post. May hold a secret (incoming webhooks do): it is never logged. */
  readonly url: string;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs: number;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
}

export interface TargetRequest {
  readonly body: unknown;
  /** The same for every attempt at the same effect, also after a restart: made from the event, never at random. */
  readonly idempotencyKey: string;
  /** The handler's signal. */
  readonly signal: AbortSignal;
}

/** A downstream system that takes JSON by POST. */
export class Target {
  readonly #settings: TargetSettings;

  constructor(settings: TargetSettings) {
    this.#settings = settings;
  }

  /**
   * Resolves when the system has accepted the request. Redirects are refused: credentials go to no other place.
   * @throws Failure `TARGET_*`; its detail holds the status, never the URL or the answer's body
   */
  async post({ body, idempotencyKey, signal }: TargetRequest): Promise<void> {
    const { url, timeoutMs, token } = this.#settings;
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    }).catch((cause: unknown) => {
      throw new Failure('TARGET_UNAVAILABLE', { cause, detail: 'the downstream system gave no answer' });
    });
    await response.body?.cancel();
    const code = statusFailure(response.status);
    if (code) throw new Failure(code, { detail: `the downstream system answered ${response.status}` });
  }
}
