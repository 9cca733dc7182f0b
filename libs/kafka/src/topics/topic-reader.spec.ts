import { describe, expect, it } from '@jest/globals';
import type { Consumer, ConsumerRunConfig, EachBatchPayload } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { settle } from '../../test/virtual-clock.ts';
import { TopicReader } from './topic-reader.ts';

/** One partition of ten records behind kafkajs's manners: before a join there is nothing to seek or pause. */
class ScriptedDriver {
  readonly #listeners = new Map<string, (event: { payload: unknown }) => void>();
  #run: ConsumerRunConfig | undefined;
  #position: number | undefined;
  #joined = false;
  readonly consumer = {
    on: (name: string, listener: (event: { payload: unknown }) => void) => this.#listeners.set(name, listener),
    connect: () => Promise.resolve(),
    subscribe: () => Promise.resolve(),
    // A group that is still being loaded: kafkajs comes back from here and joins later.
    run: (config: ConsumerRunConfig) => Promise.resolve((this.#run = config)),
    seek: ({ offset }: { offset: string }) => {
      this.#mustHaveJoined();
      this.#position = Number(offset);
    },
    pause: () => this.#mustHaveJoined(),
    resume: () => this.#mustHaveJoined(),
  } as unknown as Consumer;

  join(): void {
    this.#joined = true;
    this.#emit('consumer.group_join', { memberAssignment: { t: [0] } });
  }

  crash(restart: boolean): void {
    this.#joined = false;
    this.#position = undefined;
    this.#emit('consumer.crash', { restart, error: new Error('The group is loading') });
  }

  /** Delivers the records of the position, `count` of them. */
  async fetch(count: number): Promise<void> {
    const from = this.#position ?? 0;
    const messages = Array.from({ length: count }, (_, at) => ({ offset: String(from + at), value: null }));
    const batch = { topic: 't', partition: 0, fetchedOffset: String(from), messages };
    await this.#run?.eachBatch?.({
      batch,
      isRunning: () => true,
      isStale: () => false,
      heartbeat: () => Promise.resolve(),
    } as unknown as EachBatchPayload);
    this.#emit('consumer.end_batch_process', {
      topic: 't',
      partition: 0,
      batchSize: count,
      lastOffset: messages.at(-1)?.offset,
    });
  }

  #emit(name: string, payload: unknown): void {
    this.#listeners.get(name)?.({ payload });
  }

  #mustHaveJoined(): void {
    if (!this.#joined) throw new Error('Consumer group was not initialized, consumer#run must be called first');
  }
}

const scene = () => {
  const driver = new ScriptedDriver();
  const client = { consumer: () => driver.consumer };
  const kafka = { client, wireName: (name: string) => name, contractName: (name: string) => name } as unknown as Kafka;
  const seen: string[] = [];
  const read = new TopicReader(kafka, ['t']).read([{ topic: 't', partition: 0, from: 2n, to: 6n }], (_, { offset }) =>
    Promise.resolve(seen.push(offset)),
  );
  return { driver, seen, read };
};

describe('TopicReader', () => {
  it('waits for a group that a broker which has just started still loads', async () => {
    const { driver, seen, read } = scene();
    await settle();
    driver.crash(true);
    driver.join();
    await settle();
    await driver.fetch(4);
    await read;
    expect(seen).toEqual(['2', '3', '4', '5']);
  });

  it('goes on where it was when it joins anew in the middle', async () => {
    const { driver, seen, read } = scene();
    await settle();
    driver.join();
    await settle();
    await driver.fetch(2);
    driver.crash(true);
    driver.join();
    await driver.fetch(2);
    await read;
    expect(seen).toEqual(['2', '3', '4', '5']);
  });

  it('rejects when the consumer has ended for good', async () => {
    const { driver, read } = scene();
    await settle();
    driver.crash(false);
    await expect(read).rejects.toThrow('The group is loading');
  });
});
