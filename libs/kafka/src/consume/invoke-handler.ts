import { Failure } from '@switchback/failure';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ConsumedRecord } from '../consumed-record.ts';
import { inConsumerSpan } from '../tracing.ts';
import { KafkaContext } from './kafka-context.ts';
import type { Subscription } from './subscription.ts';

/** Calls a subscription's handler in the record's span. Rejects with the handler's own error, or when its time is over. */
export const invokeHandler = (
  subscription: Subscription,
  delivery: { record: ConsumedRecord; group: string; attempt: number; stopping: AbortSignal },
) => {
  const { record, group, attempt, stopping } = delivery;
  return inConsumerSpan(record, group, async () => {
    const timeout = AbortSignal.timeout(subscription.timeoutMs);
    const overdue = new Promise<never>((_, reject) => {
      timeout.addEventListener('abort', () => {
        reject(new Failure('UNEXPECTED', { detail: `the handler took longer than ${subscription.timeoutMs} ms` }));
      });
    });
    const handled = async () => {
      const result: unknown = await subscription.handler(
        record.value,
        new KafkaContext([record, AbortSignal.any([timeout, stopping]), attempt]),
      );
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    };
    await Promise.race([handled(), overdue]);
  });
};
