import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern } from '@nestjs/microservices';
import { Failure } from '@switchback/failure';
import { KafkaContext, KafkaProducer, KeepErrorsFilter, KeyOrderedKafkaServer } from '@switchback/kafka';
import { Ledger } from './ledger.ts';
import { GROUP, SESSION_TIMEOUT_MS, TOPIC, connectTo } from './work-topic.ts';
import type { Place, Work } from './work-topic.ts';

const [name = '', place = ''] = process.argv.slice(2);
const at = JSON.parse(place) as Place;
const ledger = new Ledger(at.databaseUrl);

/** Writes each record into the ledger after some simulated I/O; fails where the record says so. */
@Controller()
class Worker {
  @EventPattern<unknown>(TOPIC, { retry: { firstDelayMs: 20, attempts: 5 } })
  async work(@Ctx() { record, attempt }: KafkaContext): Promise<void> {
    const begunAt = Date.now();
    const { seq, fate } = JSON.parse(record.value.toString()) as Work;
    await sleep(2 + (seq % 10));
    if (fate === 'applied-at-second' && attempt === 1) throw new Failure('CRM_LOCKED');
    const { key, partition, offset } = record;
    const outcome = fate === 'refused' ? 'refused' : 'applied';
    const entry = { member: name, key: String(key), seq, partition, offset: Number(offset), outcome, begunAt } as const;
    await ledger.write(entry);
    if (outcome === 'refused') throw new Failure('PAYLOAD_INVALID');
  }
}

@Module({ controllers: [Worker] })
class Main {}

const kafka = connectTo(at);
const producer = new KafkaProducer(kafka);
await producer.start();
const server = new KeyOrderedKafkaServer({
  kafka,
  group: GROUP,
  groupPrefix: at.prefix,
  producer,
  limits: { window: 32 },
  sessionTimeoutMs: SESSION_TIMEOUT_MS,
});
const app = await NestFactory.createMicroservice(Main, { strategy: server, logger: false });
app.useGlobalFilters(new KeepErrorsFilter());
const leave = async () => {
  await app.close();
  await producer.stop();
  await ledger.close();
  process.exit(0);
};
// Whoever started it has gone.
process.once('disconnect', () => process.exit(1));
process.once('SIGTERM', () => void leave());
await app.listen();
process.send?.('listening');
