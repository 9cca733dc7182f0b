import { randomUUID } from 'node:crypto';
import { Webhook } from 'svix';
import { request } from 'undici';
import { newDelivery } from './delivery-log.ts';
import type { Delivery } from './delivery-log.ts';
import { retryDelay } from './timetable.ts';

const TIMEOUT_MS = 15_000;

export interface SenderOptions {
  readonly url: string;
  readonly secret: string;
  readonly retryScale: number;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Delivers as Svix does: signed anew for each attempt, the same id for all, retried on its timetable. */
export class Sender {
  readonly deliveries: Delivery[] = [];
  readonly #options: SenderOptions;
  readonly #webhook: Webhook;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#webhook = new Webhook(options.secret);
  }

  /** Resolves when the message was delivered or given up; twice for a duplicate, with one svix-id. */
  async deliver(body: unknown, { duplicate }: { duplicate: boolean }): Promise<void> {
    const delivery = newDelivery(`msg_${randomUUID().replaceAll('-', '')}`, body);
    this.deliveries.push(delivery);
    const bytes = JSON.stringify(body);
    await this.#send(delivery, bytes);
    if (duplicate) await this.#send(delivery, bytes);
  }

  async #send(delivery: Delivery, body: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      if (await this.#attempt(delivery, body)) {
        delivery.delivered = true;
        return;
      }
      const delay = retryDelay(attempt + 1, this.#options.retryScale, this.#options.random);
      if (delay === undefined) {
        delivery.exhausted = true;
        return;
      }
      await this.#options.wait(delay);
    }
  }

  async #attempt(delivery: Delivery, body: string): Promise<boolean> {
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Svix-Webhooks/sandbox',
      'svix-id': delivery.svixId,
      'svix-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'svix-signature': this.#webhook.sign(delivery.svixId, at, body),
    };
    const post = async () => {
      delivery.attempts += 1;
      const response = await request(this.#options.url, {
        method: 'POST',
        headers,
        body,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      });
      await response.body.dump();
      return response.statusCode;
    };
    try {
      delivery.lastStatus = await post();
    } catch (error) {
      delivery.lastStatus = null;
      if ((error as { code?: string }).code !== 'ECONNRESET' && (error as { code?: string }).code !== 'UND_ERR_SOCKET')
        return false;
      // After a reset Svix tries again at once, with identical id, timestamp and signature.
      delivery.lastStatus = await post().catch(() => null);
    }
    return delivery.lastStatus !== null && delivery.lastStatus >= 200 && delivery.lastStatus < 300;
  }
}
