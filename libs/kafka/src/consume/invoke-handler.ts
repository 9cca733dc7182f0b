import type { Attributes } from '@opentelemetry/api';
import { Failure, codeOf } from '@switchback/failure';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ConsumedRecord } from '../consumed-record.ts';
import { inConsumerSpan } from '../tracing.ts';
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

const measured = async (attributes: Attributes, attempt: () => Promise<void>): Promise<void> => {
  const started = performance.now();
  const record = (more: Attributes) =>
    processSeconds().record((performance.now() - started) / 1_000, { ...attributes, ...more });
  try {
    await attempt();
    record({});
  } catch (error) {
    record({ 'error.type': codeOf(error) });
    throw error;
  }
};

const withTimeLimit = (subscription: Subscription, { record, attempt, stopping }: Delivery): Promise<void> =>
  new Promise((resolve, reject) => {
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
  });

/** Calls a subscription's handler in the record's span. Rejects with the handler's own error, or when its time is over. */
export const invokeHandler = (subscription: Subscription, delivery: Delivery): Promise<void> => {
  const { record, group } = delivery;
  return inConsumerSpan(record, group, () =>
    measured(consumerAttributes(record.topic, group), () => withTimeLimit(subscription, delivery)),
  );
};
