import { Failure, codeOf } from '@switchback/failure';
import type { Attributes, Context } from '@opentelemetry/api';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ConsumedRecord } from '../consumed-record.ts';
import { AttemptSignal } from './attempt-signal.ts';
import { startConsumerSpan } from './consumer-span.ts';
import type { ConsumerSpan } from './consumer-span.ts';
import { processSeconds } from './consumer-meters.ts';
import type { SubscriptionLabels } from './consumer-meters.ts';
import { KafkaContext } from './kafka-context.ts';
import type { Subscription } from './subscription.ts';

interface Delivery {
  readonly record: ConsumedRecord;
  /** That the record came with. */
  readonly trace: Context;
  readonly labels: SubscriptionLabels;
  readonly attempt: number;
  readonly stopping: AbortSignal;
}

/** One call of a handler, with its span, its measurement and its time limit; ended by whichever end comes first. */
class Attempt {
  readonly #delivery: Delivery;
  readonly #span: ConsumerSpan;
  readonly #signal: AttemptSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #started = performance.now();
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  #open = true;

  constructor(
    delivery: Delivery,
    timeoutMs: number,
    end: { readonly resolve: () => void; readonly reject: (error: unknown) => void },
  ) {
    this.#delivery = delivery;
    this.#resolve = end.resolve;
    this.#reject = end.reject;
    this.#span = startConsumerSpan(delivery.record, delivery.trace, delivery.labels.all);
    this.#signal = new AttemptSignal(delivery.stopping);
    this.#timer = setTimeout(() => this.#late(timeoutMs), timeoutMs);
  }

  run(handler: Subscription['handler']): void {
    const { record, attempt } = this.#delivery;
    try {
      const context = new KafkaContext([record, this.#signal, attempt]);
      const answer = this.#span.run(
        handler as (value: Buffer, context: KafkaContext) => unknown,
        record.value,
        context,
      );
      Promise.resolve(answer).then(
        (value) => this.#answered(value),
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      this.#failed(error);
    }
  }

  #late(timeoutMs: number): void {
    this.#signal.end();
    this.#failed(new Failure('UNEXPECTED', { detail: `the handler took longer than ${timeoutMs} ms` }));
  }

  #answered(value: unknown): void {
    if (!isObservable(value)) {
      this.#done();
      return;
    }
    lastValueFrom(value, { defaultValue: undefined }).then(
      () => this.#done(),
      (error: unknown) => this.#failed(error),
    );
  }

  #done(): void {
    if (!this.#close()) return;
    this.#measure(this.#delivery.labels.all);
    this.#span.end(false);
    this.#resolve();
  }

  #failed(error: unknown): void {
    if (!this.#close()) return;
    this.#measure({ ...this.#delivery.labels.all, 'error.type': codeOf(error) });
    this.#span.end(true);
    this.#reject(error);
  }

  /** True the first time. */
  #close(): boolean {
    const first = this.#open;
    this.#open = false;
    clearTimeout(this.#timer);
    this.#signal.release();
    return first;
  }

  #measure(told: Attributes): void {
    processSeconds().record((performance.now() - this.#started) / 1_000, told);
  }
}

/**
 * Calls a subscription's handler in the record's span. Rejects with the handler's own error, or when its time is over.
 *
 * One promise for span, measurement and time limit together: each further one is a twentieth of a record's cost.
 */
export const invokeHandler = ({ handler, timeoutMs }: Subscription, delivery: Delivery): Promise<void> =>
  new Promise((resolve, reject) => new Attempt(delivery, timeoutMs, { resolve, reject }).run(handler));
