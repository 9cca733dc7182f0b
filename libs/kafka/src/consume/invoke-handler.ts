import { Failure, codeOf } from '@switchback/failure';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ConsumedRecord } from '../consumed-record.ts';
import { startConsumerSpan } from '../tracing.ts';
import { AttemptSignal } from './attempt-signal.ts';
import { consumerAttributes, processSeconds } from './consumer-meters.ts';
import { KafkaContext } from './kafka-context.ts';
import type { Subscription } from './subscription.ts';

interface Delivery {
  readonly record: ConsumedRecord;
  readonly group: string;
  readonly attempt: number;
  readonly stopping: AbortSignal;
}

const call = async ({ handler }: Subscription, context: KafkaContext): Promise<void> => {
  const result: unknown = await handler(context.record.value, context);
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
};

/** Calls a subscription's handler in the record's span. Rejects with the handler's own error, or when its time is over. */
export const invokeHandler = (
  subscription: Subscription,
  { record, group, attempt, stopping }: Delivery,
): Promise<void> =>
  // One promise for span, measurement and time limit together: three nested ones were a tenth of a record's cost.
  new Promise((resolve, reject) => {
    const { timeoutMs } = subscription;
    const span = startConsumerSpan(record, group);
    const started = performance.now();
    const ending = new AttemptSignal(stopping);
    let open = true;
    const end = (failure?: { error: unknown }) => {
      if (!open) return;
      open = false;
      const attributes = consumerAttributes(record.topic, group);
      const labels = failure ? { ...attributes, 'error.type': codeOf(failure.error) } : attributes;
      processSeconds().record((performance.now() - started) / 1_000, labels);
      span.end(failure !== undefined);
      // The handler's own error, whatever it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      if (failure) reject(failure.error);
      else resolve();
    };
    const timer = setTimeout(() => {
      ending.end();
      end({ error: new Failure('UNEXPECTED', { detail: `the handler took longer than ${timeoutMs} ms` }) });
    }, timeoutMs);
    const release = () => {
      clearTimeout(timer);
      ending.release();
    };
    span
      .run(() => call(subscription, new KafkaContext([record, ending, attempt])))
      .then(
        () => {
          release();
          end();
        },
        (error: unknown) => {
          release();
          end({ error });
        },
      );
  });
