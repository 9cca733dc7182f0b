import { Failure } from '@switchback/failure';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ConsumedRecord } from '../consumed-record.ts';
import { inConsumerSpan } from '../tracing.ts';
import { AttemptSignal } from './attempt-signal.ts';
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
  inConsumerSpan(
    record,
    group,
    () =>
      new Promise<void>((resolve, reject) => {
        const { timeoutMs } = subscription;
        const ending = new AttemptSignal(stopping);
        const timer = setTimeout(() => {
          ending.end();
          reject(new Failure('UNEXPECTED', { detail: `the handler took longer than ${timeoutMs} ms` }));
        }, timeoutMs);
        void call(subscription, new KafkaContext([record, ending, attempt]))
          .then(resolve, reject)
          .finally(() => {
            clearTimeout(timer);
            ending.release();
          });
      }),
  );
