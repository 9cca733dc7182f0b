import type { MessageHandler } from '@nestjs/microservices';
import { deadLetterName, headerNames } from '@switchback/contracts';
import type { ConsumedRecord } from '../consumed-record.ts';
import { defaultRetry, inWords } from './retry-policy.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** Second argument of `@EventPattern(topic, options)`. */
export interface SubscriptionOptions {
  /** Values of `ce_type` to handle; others are counted and passed over. Default: all. */
  readonly types?: readonly string[];
  readonly retry?: Partial<RetryPolicy>;
  /** After which the handler's signal is aborted and the attempt has failed, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
}

export interface Subscription {
  readonly topic: string;
  readonly handler: MessageHandler;
  readonly types: ReadonlySet<string> | undefined;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
}

const known = new Set(['types', 'retry', 'timeoutMs']);

/**
 * Reads what `@EventPattern` declared.
 * @throws Error on an unknown option, and on two handlers for one topic (a retry would run both)
 */
export const toSubscription = (topic: string, handler: MessageHandler): Subscription => {
  if (handler.next) throw new Error(`Two handlers for ${topic}: keep one and let it call both.`);
  const options = (handler.extras ?? {}) as SubscriptionOptions;
  const unknown = Object.keys(options).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(`Unknown option ${unknown.join(', ')} for ${topic}: use ${[...known].join(', ')}.`);
  return {
    topic,
    handler,
    types: options.types && new Set(options.types),
    retry: { ...defaultRetry, ...options.retry },
    timeoutMs: options.timeoutMs ?? 60_000,
  };
};

/** Why a record is passed over without its handler, or undefined when it is this subscription's. */
export const skipReason = (
  subscription: Subscription,
  group: string,
  record: ConsumedRecord,
): 'other-type' | 'other-group' | undefined => {
  const replayGroup = record.headers[headerNames.replayGroup];
  if (replayGroup !== undefined && replayGroup !== group) return 'other-group';
  const type = record.headers[headerNames.type];
  return subscription.types && !subscription.types.has(type ?? '') ? 'other-type' : undefined;
};

export const describeSubscription = ({ topic, types, retry, timeoutMs }: Subscription, group: string): string =>
  `${topic}: ${types ? `types ${[...types].join(', ')}` : 'all types'}; in order per partition; ${inWords(retry)} ` +
  `(${deadLetterName(topic, group)}); each attempt at most ${timeoutMs / 1_000} s`;
