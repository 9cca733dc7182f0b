import { describe, expect, it } from '@jest/globals';
import { codeOf } from '@switchback/failure';
import { Shard } from './shard.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number) => {
  for (let at = 0; at < count; at += 1) await turn();
};

/** A shard whose sends are answered by hand, with a clock that is moved by hand. */
const scripted = (limits: { batchRecords?: number; batchBytes?: number } = {}) => {
  const sent: { items: readonly string[]; answer: (results?: unknown[]) => void }[] = [];
  const settled: [string, string][] = [];
  const clock = { now: 0 };
  const shard = new Shard<string>({
    batchRecords: 500,
    batchBytes: 1_000,
    ...limits,
    now: () => clock.now,
    send: (items) =>
      new Promise((resolve) => {
        sent.push({ items, answer: (results = []) => resolve(results) });
      }),
  });
  const add = (item: string, { bytes = 10, expiresAt = 1_000_000 } = {}) =>
    shard.add({
      item,
      bytes,
      expiresAt,
      settled: false,
      settle: (error) => settled.push([item, error === undefined ? 'stored' : codeOf(error)]),
    });
  return { sent, settled, clock, add };
};

describe('Shard', () => {
  it('sends at once when idle, and what comes meanwhile goes together, in order', async () => {
    const { sent, settled, add } = scripted();
    add('a');
    await turns(2);
    ['b', 'c', 'd'].forEach((item) => add(item));
    await turns(3);
    expect(sent.map(({ items }) => items)).toEqual([['a']]);
    sent[0]?.answer();
    await turns(3);
    expect(sent.map(({ items }) => items)).toEqual([['a'], ['b', 'c', 'd']]);
    expect(settled).toEqual([['a', 'stored']]);
  });

  it('takes along what comes in the same turn of the loop as the answer', async () => {
    const { sent, add } = scripted();
    add('a');
    await turns(3);
    add('b');
    sent[0]?.answer();
    for (let at = 0; at < 20; at += 1) await Promise.resolve();
    add('c');
    await turns(3);
    expect(sent.map(({ items }) => items)).toEqual([['a'], ['b', 'c']]);
  });

  it('keeps a batch within its records and bytes, but lets a single large record go', async () => {
    const { sent, add } = scripted({ batchRecords: 2, batchBytes: 100 });
    add('large', { bytes: 5_000 });
    add('a');
    add('b');
    add('c', { bytes: 95 });
    for (let round = 0; round < 3; round += 1) {
      await turns(3);
      sent[round]?.answer();
    }
    await turns(3);
    expect(sent.map(({ items }) => items)).toEqual([['large'], ['a', 'b'], ['c']]);
  });

  it('tells each record its own result', async () => {
    const { sent, settled, add } = scripted();
    ['a', 'b'].forEach((item) => add(item));
    await turns(3);
    sent[0]?.answer([undefined, new Error('refused')]);
    await turns(3);
    expect(settled).toEqual([
      ['a', 'stored'],
      ['b', 'UNEXPECTED'],
    ]);
  });

  it('at the deadline: uncertain when sent, certainly not stored when not, and that is never sent later', async () => {
    const { sent, settled, clock, add } = scripted();
    add('out', { expiresAt: 1 });
    await turns(3);
    add('waits', { expiresAt: 1 });
    clock.now = 2;
    while (settled.length < 2) await turn();
    expect(settled).toEqual([
      ['out', 'PUBLISH_UNCERTAIN'],
      ['waits', 'BROKER_UNAVAILABLE'],
    ]);
    sent[0]?.answer();
    add('next');
    await turns(4);
    expect(sent.map(({ items }) => items)).toEqual([['out'], ['next']]);
    expect(settled).toHaveLength(2);
  });
});
