import type { MessageHandler } from '@nestjs/microservices';
import { deadLetterName, headerNames } from '@switchback/contracts';
import type { ConsumedRecord } from '../consumed-record.ts';
import { defaultRetry, inWords } from './retry-policy.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** Second argument of `@EventPattern(topic, options)`. */
export interface SubscriptionOptions {
  /** Values of `ce_type` to handle; others are counted and passed over. Default: all. */
  readonly types?: readonly string[];
  readonly retry?: Partial<Omit<RetryPolicy, 'deadLetter'>>;
  /** After which the handler's signal is aborted and the attempt has failed, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
  /** False: a record that cannot be handled stays at the head of its lane and is tried for ever. Default true. */
  readonly deadLetter?: boolean;
  /** How records without a key are ordered: not at all, or one after the other per partition. Default `unordered`. */
  readonly nullKey?: NullKey;
}

export type NullKey = 'unordered' | 'partition';

export interface Subscription {
  readonly topic: string;
  readonly handler: MessageHandler;
  readonly types: ReadonlySet<string> | undefined;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly nullKey: NullKey;
}

const known = new Set(['types', 'retry', 'timeoutMs', 'deadLetter', 'nullKey']);
const knownRetry = new Set(['firstDelayMs', 'maxDelayMs', 'attempts', 'maxAgeMs']);

const refuseUnknown = (given: object, allowed: ReadonlySet<string>, topic: string): void => {
  const unknown = Object.keys(given).filter((name) => !allowed.has(name));
  if (unknown.length > 0)
    throw new Error(`Unknown option ${unknown.join(', ')} for ${topic}: use ${[...allowed].join(', ')}.`);
};

/**
 * Reads what `@EventPattern` declared.
 * @throws Error on an unknown option, and on two handlers for one topic (a retry would run both)
 */
export const toSubscription = (topic: string, handler: MessageHandler): Subscription => {
  if (handler.next) throw new Error(`Two handlers for ${topic}: keep one and let it call both.`);
  const options = (handler.extras ?? {}) as SubscriptionOptions;
  refuseUnknown(options, known, topic);
  refuseUnknown(options.retry ?? {}, knownRetry, topic);
  return {
    topic,
    handler,
    types: options.types && new Set(options.types),
    retry: { ...defaultRetry, ...options.retry, deadLetter: options.deadLetter ?? true },
    timeoutMs: options.timeoutMs ?? 60_000,
    nullKey: options.nullKey ?? 'unordered',
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

/** The subscription's policy in words, for the start-up log. */
export const describeSubscription = (subscription: Subscription, group: string): string => {
  const { topic, types, retry, timeoutMs, nullKey } = subscription;
  return [
    `${topic}: ${types ? `types ${[...types].join(', ')}` : 'all types'}`,
    `in order per key${nullKey === 'partition' ? ', records without a key per partition' : ''}`,
    `${inWords(retry)}${retry.deadLetter ? ` (${deadLetterName(topic, group)})` : ''}`,
    `each attempt at most ${timeoutMs / 1_000} s`,
  ].join('; ');
};
