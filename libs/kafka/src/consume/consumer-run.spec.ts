import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScriptedConsumer } from '../../test/scripted-consumer.ts';
import type { ScriptedRecord } from '../../test/scripted-consumer.ts';
import { VirtualClock, settle } from '../../test/virtual-clock.ts';
import type { Leaving } from '../lanes/interrupted.ts';
import type { LaneRecord } from '../lanes/lane-scheduler.ts';
import { Slots } from '../lanes/slots.ts';
import { consumerLimits } from './consumer-limits.ts';
import { ConsumerRun } from './consumer-run.ts';
import { laneOf } from './lane-of.ts';

interface Taken extends LaneRecord {
  readonly partition: number;
  readonly key: string;
}

const limits = consumerLimits({
  window: 4,
  records: 10,
  bytes: 400,
  partitionSpan: 12,
  laneDepth: 4,
  commitIntervalMs: 20,
});

/** A run over a scripted log, with the oracle: nothing lost or doubled, in order per key, no commit past unfinished work. */
class Scene {
  readonly clock = new VirtualClock();
  readonly slots = new Slots(limits.window);
  readonly consumer: ScriptedConsumer;
  readonly run: ConsumerRun<Taken>;
  readonly applied: string[] = [];
  readonly violations: string[] = [];
  readonly #running = new Set<string>();
  readonly #done: Set<bigint>[];
  fatal: unknown;
  held = false;

  constructor(
    readonly log: readonly (readonly ScriptedRecord[])[],
    private readonly behave: (record: Taken) => { retries: number; ms: number },
  ) {
    this.#done = log.map(() => new Set());
    this.consumer = new ScriptedConsumer('t', log);
    this.consumer.onCommit = ({ partition, next }) => {
      for (const { offset } of log[partition] ?? [])
        if (offset < next && !this.#done[partition]?.has(offset))
          this.violations.push(`committed ${next} past ${partition}/${offset}`);
    };
    this.run = new ConsumerRun<Taken>({
      consumer: this.consumer,
      limits,
      clock: this.clock,
      slots: this.slots,
      read: ({ topic, partition }, { offset: text, key: bytes }) => {
        const offset = BigInt(text);
        const key = bytes?.toString() ?? '';
        const lane = laneOf({ topic, partition, offset, key: bytes }, 'unordered');
        return { offset, partition, key, lane, timestamp: 0, bytes: 30 };
      },
      handle: (record, leaving) => this.#handle(record, leaving),
      held: () => this.held,
      onFatal: (error) => {
        this.fatal = error;
      },
      events: { rebalanced: () => undefined, redelivered: () => undefined, commitFailed: () => undefined },
    });
  }

  async #handle(record: Taken, leaving: () => Leaving): Promise<void> {
    const { retries, ms } = this.behave(record);
    for (let attempt = 0; ; attempt += 1) {
      if (attempt > 0) await this.slots.take(leaving(), () => undefined);
      if (this.#running.has(record.lane)) this.violations.push(`two heads of ${record.lane}`);
      this.#running.add(record.lane);
      if (ms > 0) await new Promise<void>((resolve) => void this.clock.after(ms, resolve));
      this.#running.delete(record.lane);
      this.slots.give();
      if (attempt >= retries) break;
      await leaving().interrupt((resolve) => this.clock.after(50, resolve));
    }
    this.applied.push(`${record.partition}/${record.offset}`);
    this.#done[record.partition]?.add(record.offset);
  }

  check(): void {
    if (this.slots.taken > limits.window) this.violations.push(`${this.slots.taken} handlers at once`);
    if (this.run.buffer.records > limits.records) this.violations.push(`${this.run.buffer.records} records held`);
    if (this.run.buffer.bytes > limits.bytes) this.violations.push(`${this.run.buffer.bytes} bytes held`);
    expect([...this.violations, ...this.consumer.violations, this.fatal]).toEqual([undefined]);
  }

  async finish(): Promise<void> {
    const committed = () =>
      this.log.every(
        (records, partition) => (records.at(-1)?.offset ?? -1n) < (this.consumer.committed[partition] ?? 0n),
      );
    for (let round = 0; !committed() && round < 2_000; round += 1) {
      this.consumer.fetch(5);
      await this.clock.advance(20);
      this.check();
    }
    await this.clock.advance(100);
  }
}

const logArbitrary = fc.array(
  fc.array(fc.record({ gap: fc.nat(3), key: fc.nat(5) }), { maxLength: 25 }).map((entries) => {
    let next = 0n;
    return entries.map(({ gap, key }): ScriptedRecord => {
      const offset = next + BigInt(gap);
      next = offset + 1n;
      return { offset, key: `k${key}` };
    });
  }),
  { minLength: 1, maxLength: 3 },
);
const stepArbitrary = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('fetch' as const), max: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebalance' as const), heard: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), on: fc.boolean() }) },
);

describe('ConsumerRun', () => {
  it('applies everything once, in order per key, and never commits past unfinished work', async () => {
    await fc.assert(
      fc.asyncProperty(
        logArbitrary,
        fc.array(stepArbitrary, { maxLength: 60 }),
        fc.array(fc.record({ retries: fc.nat(2), ms: fc.integer({ min: 1, max: 40 }) }), { minLength: 1 }),
        async (log, steps, manners) => {
          const fallback = { retries: 0, ms: 1 };
          const scene = new Scene(log, ({ offset }) => manners[Number(offset) % manners.length] ?? fallback);
          await scene.run.start(['t']);
          for (const step of steps) {
            if (step.do === 'fetch') scene.consumer.fetch(step.max);
            if (step.do === 'advance') await scene.clock.advance(step.ms);
            if (step.do === 'rebalance') scene.consumer.rebalance(step.heard);
            if (step.do === 'refuse') scene.consumer.refuseCommits = step.on;
            if (step.do === 'hold') {
              scene.held = step.on;
              scene.run.reconcileAll();
            }
            await settle();
            scene.check();
          }
          scene.consumer.refuseCommits = false;
          scene.held = false;
          scene.run.reconcileAll();
          await scene.finish();
          const all = log.flatMap((records, partition) => records.map(({ offset }) => `${partition}/${offset}`));
          expect([...scene.applied].sort()).toEqual(all.sort());
          log.forEach((records, partition) => {
            for (const key of new Set(records.map((record) => record.key))) {
              const order = scene.applied.filter((id) =>
                records.some((r) => `${partition}/${r.offset}` === id && r.key === key),
              );
              expect(order).toEqual(
                records.filter((record) => record.key === key).map(({ offset }) => `${partition}/${offset}`),
              );
            }
            const last = records.at(-1);
            if (last) expect(scene.consumer.committed[partition]).toBe(last.offset + 1n);
          });
          expect([scene.run.lanes.active, scene.run.buffer.records, scene.slots.taken]).toEqual([0, 0, 0]);
          expect(await scene.run.drain()).toBe('clean');
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('heartbeats while it takes a long batch, although room comes all the time', async () => {
    const log = Array.from({ length: 200 }, (_, index) => ({ offset: BigInt(index), key: `k${index}` }));
    const scene = new Scene([log], () => ({ retries: 0, ms: 100 }));
    let heartbeats = 0;
    scene.consumer.onHeartbeat = () => {
      heartbeats += 1;
      return Promise.resolve();
    };
    await scene.run.start(['t']);
    scene.consumer.fetch(200);
    await scene.clock.advance(4_500);
    expect(scene.run.buffer.records).toBeGreaterThan(0);
    expect(heartbeats).toBe(4);
  });

  it('lets timers run while it takes a long batch whose records wait for nothing', async () => {
    const log = Array.from({ length: 600 }, (_, index) => ({ offset: BigInt(index), key: `k${index}` }));
    const scene = new Scene([log], () => ({ retries: 0, ms: 0 }));
    await scene.run.start(['t']);
    scene.consumer.fetch(600);
    await settle();
    expect(scene.applied).toHaveLength(255);
    await scene.finish();
    expect(scene.applied).toHaveLength(600);
  });

  it('hands on what a heartbeat heard of a rebalance, so that the driver joins again', async () => {
    const log = Array.from({ length: 50 }, (_, index) => ({ offset: BigInt(index), key: `k${index}` }));
    const scene = new Scene([log], () => ({ retries: 0, ms: 100_000 }));
    scene.consumer.onHeartbeat = () => Promise.reject(new Error('REBALANCE_IN_PROGRESS'));
    await scene.run.start(['t']);
    scene.consumer.fetch(50);
    await scene.clock.advance(1_100);
    expect(scene.consumer.thrown).toEqual([new Error('REBALANCE_IN_PROGRESS')]);
  });

  it('gives each partition its share of the room', async () => {
    const log = [0, 1, 2].map((partition) =>
      Array.from({ length: 100 }, (_, index) => ({ offset: BigInt(index), key: `p${partition}k${index}` })),
    );
    const scene = new Scene(log, () => ({ retries: 0, ms: 100 }));
    await scene.run.start(['t']);
    scene.consumer.fetch(100);
    await scene.clock.advance(1_500);
    const shares = log.map((_, partition) => scene.applied.filter((id) => id.startsWith(`${partition}/`)).length);
    expect(scene.applied).toHaveLength(60);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(15);
  });

  it('goes on after a rebalance that found a lane full of what is dropped', async () => {
    const log = [[0, 1, 2, 3].map((offset) => ({ offset: BigInt(offset), key: 'a' }))];
    const scene = new Scene(log, () => ({ retries: 0, ms: 30 }));
    await scene.run.start(['t']);
    scene.consumer.fetch(4);
    await scene.clock.advance(1);
    scene.consumer.rebalance(false);
    scene.consumer.fetch(4);
    await scene.finish();
    expect(scene.applied).toEqual(['0/0', '0/1', '0/2', '0/3']);
  });

  it('does not hold other partitions when one key has more than its lane takes', async () => {
    const hot = Array.from({ length: 30 }, (_, index) => ({ offset: BigInt(index), key: 'hot' }));
    const calm = Array.from({ length: 30 }, (_, index) => ({ offset: BigInt(index), key: `k${index}` }));
    const scene = new Scene([hot, calm], ({ key }) => ({ retries: 0, ms: key === 'hot' ? 1_000 : 5 }));
    await scene.run.start(['t']);
    for (let round = 0; round < 20; round += 1) {
      scene.consumer.fetch(8);
      await scene.clock.advance(10);
    }
    expect(scene.applied.filter((id) => id.startsWith('1/'))).toHaveLength(30);
    expect(scene.consumer.pausedPartitions).toBe(1);
    await scene.finish();
    expect(scene.applied).toHaveLength(60);
  });

  it('takes nothing while what every record needs is away, and goes on afterwards', async () => {
    const log = [[{ offset: 0n, key: 'a' }]];
    const scene = new Scene(log, () => ({ retries: 0, ms: 1 }));
    await scene.run.start(['t']);
    scene.held = true;
    scene.run.reconcileAll();
    scene.consumer.fetch(5);
    await scene.clock.advance(100);
    expect(scene.applied).toEqual([]);
    scene.held = false;
    scene.run.reconcileAll();
    await scene.finish();
    expect(scene.applied).toEqual(['0/0']);
  });

  it('drains: what runs finishes and is committed, what waits is left for the next owner', async () => {
    const log = [[0, 1, 2].map((offset) => ({ offset: BigInt(offset), key: 'a' }))];
    const scene = new Scene(log, () => ({ retries: 0, ms: 30 }));
    await scene.run.start(['t']);
    scene.consumer.fetch(5);
    await scene.clock.advance(1);
    const drained = scene.run.drain();
    await scene.clock.advance(60);
    expect(await drained).toBe('clean');
    expect([scene.applied, scene.consumer.committed]).toEqual([['0/0'], [1n]]);
  });

  it('drains in time although a handler does not end', async () => {
    const scene = new Scene([[{ offset: 0n, key: 'a' }]], () => ({ retries: 0, ms: 10 ** 9 }));
    await scene.run.start(['t']);
    scene.consumer.fetch(5);
    await scene.clock.advance(1);
    const drained = scene.run.drain();
    await scene.clock.advance(limits.drainMs + 1);
    expect(await drained).toBe('clean');
    expect(scene.consumer.committed).toEqual([0n]);
  });

  it('moves the watermark over a batch that holds no record for readers', async () => {
    const scene = new Scene([[{ offset: 0n, key: 'a' }]], () => ({ retries: 0, ms: 1 }));
    await scene.run.start(['t']);
    scene.consumer.fetch(5);
    await scene.clock.advance(30);
    scene.run.onEmptyBatch({ topic: 't', partition: 0 }, 4n);
    await scene.clock.advance(30);
    expect(scene.consumer.committed).toEqual([5n]);
  });
});
