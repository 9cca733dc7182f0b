import { Failure, codeOf } from '@switchback/failure';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Attributes } from '@opentelemetry/api';
import type { ConsumedRecord } from '../consumed-record.ts';
import { startConsumerSpan } from '../tracing.ts';
import { AttemptSignal } from './attempt-signal.ts';
import { processSeconds } from './consumer-meters.ts';
import type { ConsumerAttributes } from './consumer-meters.ts';
import { KafkaContext } from './kafka-context.ts';
import type { Subscription } from './subscription.ts';

interface Delivery {
  readonly record: ConsumedRecord;
  /** Of the subscription's topic. */
  readonly labels: ConsumerAttributes;
  readonly attempt: number;
  readonly stopping: AbortSignal;
}

/**
 * Calls a subscription's handler in the record's span. Rejects with the handler's own error, or when its time is over.
 *
 * One promise for span, measurement and time limit together: each further one is a twentieth of a record's cost.
 */
export const invokeHandler = (
  subscription: Subscription,
  { record, labels, attempt, stopping }: Delivery,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const { handler, timeoutMs } = subscription;
    const span = startConsumerSpan(record, labels);
    const started = performance.now();
    const ending = new AttemptSignal(stopping);
    let open = true;
    const measure = (told: Attributes) => {
      processSeconds().record((performance.now() - started) / 1_000, told);
    };
    const close = () => {
      clearTimeout(timer);
      ending.release();
      const first = open;
      open = false;
      return first;
    };
    const done = () => {
      if (!close()) return;
      measure(labels);
      span.end(false);
      resolve();
    };
    const failed = (error: unknown) => {
      if (!close()) return;
      measure({ ...labels, 'error.type': codeOf(error) });
      span.end(true);
      // The handler's own error, whatever it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(error);
    };
    const answered = (value: unknown) => {
      if (isObservable(value)) lastValueFrom(value, { defaultValue: undefined }).then(done, failed);
      else done();
    };
    const timer = setTimeout(() => {
      ending.end();
      failed(new Failure('UNEXPECTED', { detail: `the handler took longer than ${timeoutMs} ms` }));
    }, timeoutMs);
    try {
      const context = new KafkaContext([record, ending, attempt]);
      Promise.resolve(span.run(() => handler(record.value, context) as unknown)).then(answered, failed);
    } catch (error) {
      failed(error);
    }
  });
