import { describe, expect, it } from '@jest/globals';
import type { MessageHandler } from '@nestjs/microservices';
import { defaultRetry } from './retry-policy.ts';
import { describeSubscription, skipReason, toSubscription } from './subscription.ts';

const handler = (extras?: Record<string, unknown>, next?: unknown) =>
  Object.assign(() => Promise.resolve(), { extras, next }) as unknown as MessageHandler;
const record = (headers: Record<string, string>) => ({
  topic: 't',
  partition: 0,
  offset: 1n,
  timestamp: 0,
  key: null,
  value: Buffer.alloc(0),
  headers,
});

describe('toSubscription', () => {
  it('refuses two handlers for one topic', () => {
    expect(() => toSubscription('t', handler({}, handler()))).toThrow('Two handlers for t');
  });

  it('refuses an option it does not know, and names those it does', () => {
    expect(() => toSubscription('t', handler({ retires: 3 }))).toThrow(
      /Unknown option retires for t: use types, retry, timeoutMs, deadLetter, nullKey/,
    );
  });

  it('refuses an unknown part of the retry policy', () => {
    expect(() => toSubscription('t', handler({ retry: { attempt: 3 } }))).toThrow(/Unknown option attempt for t/);
  });

  it('fills in defaults and prints the policy in words', () => {
    const subscription = toSubscription('t', handler({ types: ['a.b'], retry: { attempts: 3 } }));
    expect(subscription).toMatchObject({ retry: { ...defaultRetry, attempts: 3 }, timeoutMs: 60_000 });
    expect(describeSubscription(subscription, 'g')).toBe(
      't: types a.b; in order per key; retry in place from 250 ms doubling to 30 s, at most 3 attempts or 5 min, then dead letter (t.dead.g); each attempt at most 60 s',
    );
  });
});

describe('skipReason', () => {
  const subscription = toSubscription('t', handler({ types: ['a.b'] }));
  it.each([
    [{ ce_type: 'a.b' }, undefined],
    [{ ce_type: 'a.c' }, 'other-type'],
    [{}, 'other-type'],
    [{ ce_type: 'a.b', 'x-replay-group': 'other' }, 'other-group'],
    [{ ce_type: 'a.b', 'x-replay-group': 'g' }, undefined],
  ])('%j → %s', (headers, reason) => {
    expect(skipReason(subscription, 'g', record(headers as Record<string, string>))).toBe(reason);
  });
});
