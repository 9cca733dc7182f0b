import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { Kafka } from '../connect/connect-kafka.ts';
import { KafkaJsConsumer } from './kafkajs-consumer.ts';
import type { LogConsumerEvents } from './log-consumer.ts';

/** kafkajs as far as the adapter sees it, with its bad habits: a commit during a stop resolves and commits nothing. */
class Driver extends EventEmitter {
  readonly committed: unknown[] = [];
  stopping = false;
  hangs = false;
  connect = () => Promise.resolve();
  subscribe = () => Promise.resolve();
  run = () => {
    setImmediate(() => this.emit('consumer.group_join', { payload: { memberAssignment: { t: [0, 1] } } }));
    return Promise.resolve();
  };
  commitOffsets = (offsets: unknown) => {
    if (!this.stopping) this.committed.push(offsets);
    return Promise.resolve();
  };
  disconnect = () => {
    this.stopping = true;
    return this.hangs ? new Promise(() => undefined) : Promise.resolve();
  };
}

const scene = async () => {
  const driver = new Driver();
  const heard: string[] = [];
  const events: LogConsumerEvents = {
    onBatch: () => Promise.resolve(),
    onEmptyBatch: ({ partition }, last) => heard.push(`empty ${partition} ${last}`),
    onAssigned: (partitions) => heard.push(`assigned ${partitions.length}`),
    onRevoking: () => heard.push('revoking'),
    onCrash: (error) => heard.push(`crash ${error.message}`),
  };
  const kafka = { client: { consumer: () => driver } } as unknown as Kafka;
  const consumer = new KafkaJsConsumer(kafka, { groupId: 'g', sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000 });
  await consumer.start(['t'], events);
  return { driver, consumer, heard };
};
const offsets = [{ topic: 't', partition: 0, next: 5n }];

describe('KafkaJsConsumer', () => {
  it('starts when the group is joined, and says what was assigned', async () => {
    expect((await scene()).heard).toEqual(['assigned 2']);
  });

  it('refuses a commit that kafkajs would lose without a word', async () => {
    const { driver, consumer } = await scene();
    await consumer.commit(offsets);
    await consumer.stop(100);
    await expect(consumer.commit(offsets)).rejects.toThrow('would be lost');
    expect(driver.committed).toEqual([[{ topic: 't', partition: 0, offset: '5' }]]);
  });

  it('does not wait for ever for a kafkajs that does not stop', async () => {
    const { driver, consumer } = await scene();
    driver.hangs = true;
    expect(await consumer.stop(5)).toBe('forced');
  });

  it('hands on rebalances, batches without records and the end of the consumer, not a restart', async () => {
    const { driver, heard } = await scene();
    driver.emit('consumer.rebalancing', { payload: {} });
    driver.emit('consumer.end_batch_process', {
      payload: { topic: 't', partition: 1, batchSize: 0, lastOffset: '9' },
    });
    driver.emit('consumer.end_batch_process', {
      payload: { topic: 't', partition: 1, batchSize: 3, lastOffset: '12' },
    });
    driver.emit('consumer.crash', { payload: { restart: true, error: new Error('again') } });
    driver.emit('consumer.crash', { payload: { restart: false, error: new Error('for good') } });
    expect(heard.slice(1)).toEqual(['revoking', 'empty 1 9', 'crash for good']);
  });
});
