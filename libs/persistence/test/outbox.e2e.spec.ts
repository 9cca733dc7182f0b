import { TraceFlags, context, propagation, trace } from '@opentelemetry/api';
import type { Context, TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@switchback/contracts';
import { OutboxRelay, outboxRow } from '../src/index.ts';
import type { Database } from '../src/index.ts';
import { count, insertRow, openTables, silent, until } from './tables.ts';

describe('OutboxRelay', () => {
  let database: Database;
  const relays: OutboxRelay[] = [];
  const relay = (
    publish: (record: OutgoingRecord) => Promise<void>,
    options: { pollMs?: number; batch?: number } = {},
  ) => {
    const one = new OutboxRelay({ pool: database.pool, publish, logger: silent, ...options });
    relays.push(one);
    return one;
  };
  beforeEach(async () => {
    database = await openTables();
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((one) => one.stop()));
    await database.close();
  });

  it('publishes each row once with two relays, and rows of a key in order', async () => {
    const published: string[] = [];
    const publish = async ({ value }: OutgoingRecord) => {
      await new Promise(setImmediate);
      published.push(Buffer.from(value).toString());
    };
    const wanted: string[] = [];
    for (let n = 0; n < 200; n += 1)
      wanted.push(await insertRow(database, `key-${n % 7}`, `${n % 7}:${String(n).padStart(3, '0')}`));
    relay(publish, { batch: 10 }).start();
    relay(publish, { batch: 10 }).start();
    await until(async () => (await count(database, 'outbox')) === 0);
    expect(published.toSorted()).toEqual(wanted.toSorted());
    for (let key = 0; key < 7; key += 1) {
      const ofKey = published.filter((value) => value.startsWith(`${key}:`));
      expect(ofKey).toEqual(ofKey.toSorted());
    }
  });

  it('keeps a row that was not published, and later rows of its key behind it', async () => {
    const published: string[] = [];
    let failures = 3;
    const publish = ({ value, key }: OutgoingRecord) => {
      if (key === 'bad' && failures-- > 0) return Promise.reject(new Error('no broker'));
      published.push(Buffer.from(value).toString());
      return Promise.resolve();
    };
    await insertRow(database, 'bad', 'bad-1');
    await insertRow(database, 'bad', 'bad-2');
    await insertRow(database, 'good', 'good-1');
    const one = relay(publish, { pollMs: 20 });
    expect(await one.oldestAgeSeconds()).toBeGreaterThan(0);
    one.start();
    await until(async () => (await count(database, 'outbox')) === 0);
    expect(published).toEqual(['good-1', 'bad-1', 'bad-2']);
    expect(await one.oldestAgeSeconds()).toBe(0);
  });

  it('publishes at once when woken', async () => {
    const published: string[] = [];
    const one = relay(({ key }) => Promise.resolve(void published.push(key)), { pollMs: 60_000 });
    one.start();
    await insertRow(database, 'first', 'x');
    one.wake();
    await until(() => published.length === 1);
  });

  it('restores the trace context that the row was written with', async () => {
    // The smallest propagator and span there can be: what is tested is that the row carries them.
    const inject = (of: Context, carrier: unknown, setter: TextMapSetter) => {
      setter.set(carrier, 'traceparent', trace.getSpanContext(of)?.traceId ?? '');
    };
    const seen: unknown[] = [];
    const extract = (of: Context, carrier: unknown, getter: TextMapGetter) => {
      seen.push(getter.get(carrier, 'traceparent'));
      return of;
    };
    propagation.setGlobalPropagator({ inject, extract, fields: () => ['traceparent'] });
    const traceId = 'a'.repeat(32);
    const span = trace.wrapSpanContext({ traceId, spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED });
    const manager = {
      active: () => trace.setSpan(base, span),
      with: <A extends unknown[], F extends (...args: A) => ReturnType<F>>(
        _: Context,
        fn: F,
        __?: unknown,
        ...args: A
      ) => fn(...args),
      bind: <T>(_: Context, target: T) => target,
      enable: () => manager,
      disable: () => manager,
    };
    const base = context.active();
    context.setGlobalContextManager(manager);
    const row = outboxRow({ topic: 't', key: 'k', value: Buffer.from(''), headers: { ce_id: '1' } });
    expect(row.headers).toEqual({ ce_id: '1', traceparent: traceId });
    await insertRow(database, 'k', 'v');
    relay(() => Promise.resolve()).start();
    await until(async () => (await count(database, 'outbox')) === 0);
    expect(seen).toEqual([traceId]);
    propagation.disable();
    context.disable();
  });
});
