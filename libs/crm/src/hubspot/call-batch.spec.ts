import { describe, expect, it } from '@jest/globals';
import { Failure, codeOf } from '@switchback/failure';
import { CallBatch } from './call-batch.ts';
import type { BatchItem } from './call-batch.ts';

const item = (key: string): BatchItem => ({ key, properties: {} });
const idsOf = (items: readonly BatchItem[]) => new Map(items.map(({ key }) => [key, `id-${key}`]));
const keysOf = (items: readonly BatchItem[]) => items.map(({ key }) => key);

/** A batch whose permits are given by hand. */
const gated = (send: (items: readonly BatchItem[]) => Promise<ReadonlyMap<string, string>>, max = 100) => {
  const waiting: (() => void)[] = [];
  const admit = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { batch: new CallBatch(send, { admit, max }), permit: () => waiting.shift()?.() };
};
const free = { admit: () => Promise.resolve(), max: 100 };

describe('CallBatch', () => {
  it('sends together what was asked for while a request waited for its permit', async () => {
    const sent: string[][] = [];
    const { batch, permit } = gated((items) => {
      sent.push(keysOf(items));
      return Promise.resolve(idsOf(items));
    });
    const all = Promise.all(['a', 'b', 'c'].map((key) => batch.put(item(key))));
    permit();
    expect(await all).toEqual(['id-a', 'id-b', 'id-c']);
    expect(sent).toEqual([['a', 'b', 'c']]);
  });

  it('never has a key twice in one request, nor more than the most', async () => {
    const sent: string[][] = [];
    const send = (items: readonly BatchItem[]) => {
      sent.push(keysOf(items));
      return Promise.resolve(idsOf(items));
    };
    const batch = new CallBatch(send, { ...free, max: 2 });
    await Promise.all(['a', 'a', 'b', 'c'].map((key) => batch.put(item(key))));
    expect(sent).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
  });

  it.each(['CRM_CONFLICT', 'CRM_REJECTED'] as const)('splits on %s until only the cause is refused', async (code) => {
    const send = (items: readonly BatchItem[]) =>
      items.some(({ key }) => key === 'e') ? Promise.reject(new Failure(code)) : Promise.resolve(idsOf(items));
    const batch = new CallBatch(send, free);
    const ends = await Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => batch.put(item(key))));
    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, true, false, true, true]);
    expect(ends.flatMap((end) => (end.status === 'rejected' ? [codeOf(end.reason)] : []))).toEqual([code]);
  });

  it('does not send again what may have been done', async () => {
    let requests = 0;
    const send = () => {
      requests += 1;
      return Promise.reject(new Failure('CRM_UNCERTAIN'));
    };
    const batch = new CallBatch(send, free);
    const ends = await Promise.allSettled(['a', 'b'].map((key) => batch.put(item(key))));
    expect([requests, ends.map(({ status }) => status)]).toEqual([1, ['rejected', 'rejected']]);
  });
});
