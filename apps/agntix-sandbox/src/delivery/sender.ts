import type { Seeded } from '../seeded.ts';
import { newDelivery } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import type { Endpoint } from './endpoint.ts';
import { retryDelay } from './timetable.ts';

/** What happens to messages at random, by the seed. */
export interface Weather {
  readonly duplicateRate: number;
  readonly dropRate: number;
  /** Each message leaves up to so late, so that they overtake each other. */
  readonly reorderMs: number;
}

export interface SenderOptions {
  readonly endpoints: readonly Endpoint[];
  /** What a millisecond of the timetable lasts. */
  readonly scale: number;
  readonly seeded: Seeded;
  readonly wait: (ms: number) => Promise<void>;
}

const isSuccess = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** Delivers as Svix does: signed anew for each attempt, the same id for all, retried on its timetable. */
export class Sender {
  readonly deliveries: Delivery[] = [];
  weather: Weather = { duplicateRate: 0, dropRate: 0, reorderMs: 0 };
  readonly #options: SenderOptions;
  readonly #bodies = new Map<string, string>();
  #messages = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /**
   * Resolves when every endpoint has the message or was given up; twice for a duplicate, with one svix-id. A text is sent
   * byte for byte, anything else as JSON.
   */
  async deliver(body: unknown, { duplicate }: { duplicate: boolean }): Promise<void> {
    const { seeded, endpoints, wait } = this.#options;
    const svixId = `msg_${seeded.uuid('message', ++this.#messages).replaceAll('-', '')}`;
    const { duplicateRate, dropRate, reorderMs } = this.weather;
    this.#bodies.set(svixId, typeof body === 'string' ? body : JSON.stringify(body));
    const mine = endpoints.map((_, at) => newDelivery(svixId, at, body));
    this.deliveries.push(...mine);
    if (seeded.number('drop', svixId) < dropRate) {
      for (const delivery of mine) delivery.dropped = true;
      return;
    }
    if (reorderMs > 0) await wait(seeded.number('reorder', svixId) * reorderMs);
    const twice = duplicate || seeded.number('duplicate', svixId) < duplicateRate;
    await Promise.all(
      mine.map(async (delivery) => {
        await this.#send(delivery);
        if (twice) await this.#send(delivery);
      }),
    );
  }

  /** Sends messages that were sent before, dropped or given up once more, under their old ids. How many. */
  async replay(which: (delivery: Delivery) => boolean): Promise<number> {
    const chosen = this.deliveries.filter(which);
    await Promise.all(
      chosen.map(async (delivery) => {
        delivery.exhausted = false;
        delivery.dropped = false;
        await this.#send(delivery);
      }),
    );
    return chosen.length;
  }

  async #send(delivery: Delivery): Promise<void> {
    const { endpoints, scale, seeded, wait } = this.#options;
    const endpoint = endpoints[delivery.endpoint];
    for (let attempt = 1; endpoint && !endpoint.disabled; attempt += 1) {
      const seen = await endpoint.attempt(delivery.svixId, this.#bodies.get(delivery.svixId) ?? '', () => {
        delivery.attempts += 1;
        delivery.attemptedAt.push(Date.now());
      });
      delivery.lastStatus = seen.status;
      if (isSuccess(seen.status)) {
        delivery.delivered = true;
        delivery.deliveredAt = Date.now();
        return;
      }
      const delay = retryDelay(attempt + 1, seeded.number('retry', delivery.svixId, attempt), seen);
      if (delay === undefined) break;
      await wait(delay * scale);
    }
    delivery.exhausted = true;
  }
}
