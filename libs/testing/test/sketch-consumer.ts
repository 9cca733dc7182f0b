// A consumer in one file whose faults are chosen by FAULT, to see each conformance case fail. Reads its settings itself.
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Failure } from '@switchback/failure';
import { KafkaContext, KafkaProducer, KeyOrderedKafkaServer, connectKafka } from '@switchback/kafka';

const env = process.env as Record<string, string>;
const fault = env.FAULT ?? '';
const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
const print = (fields: object) => process.stdout.write(`${JSON.stringify(fields, plain)}\n`);
const log = (fields: object) => print(fields);
const logger = { debug: () => undefined, info: log, warn: log, error: log };
const prefix = { topicPrefix: env.TOPIC_PREFIX ?? '', groupPrefix: env.GROUP_PREFIX ?? '' };
const kafka = connectKafka({ brokers: (env.KAFKA_BROKERS ?? '').split(','), clientId: 'sketch', ...prefix, logger });
const producer = new KafkaProducer(kafka);
const server = new KeyOrderedKafkaServer({ kafka, group: 'crm-sync', ...prefix, producer });

/** What this process remembers: helps against a record sent twice, not against one that comes again after a kill. */
const remembered = new Set<string>();
const turns = new Map<string, number>();

interface Body {
  subject: string;
  version: number;
  said: string;
  addedLater?: unknown;
}

const parse = (value: Buffer): Body => {
  try {
    return JSON.parse(value.toString()) as Body;
  } catch (cause) {
    if (fault === 'drops-poison') return { subject: 'nobody', version: 0, said: '' };
    throw new Failure('PAYLOAD_INVALID', { cause });
  }
};

const post = async (body: object, key: string) => {
  const response = await fetch(env.TARGET_URL ?? '', {
    method: 'POST',
    headers: { 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(2_000),
  }).catch((cause: unknown) => {
    if (fault === 'dead-letters-outage') throw new Failure('TARGET_REJECTED', { cause });
    throw new Failure('TARGET_UNAVAILABLE', { cause });
  });
  if (!response.ok) throw new Failure('TARGET_FAILED');
};

const handle = async (value: Buffer, { record }: KafkaContext) => {
  const { subject, version, said, addedLater } = parse(value);
  if (subject === 'nobody') return;
  if (addedLater !== undefined && fault === 'strict') throw new Failure('PAYLOAD_INVALID');
  if (fault === 'logs-personal') print({ event: 'seen', said });
  const name = `${subject}/${version}`;
  const place = `${record.partition}/${record.offset}/${process.pid}`;
  if (fault === 'memory' && remembered.has(name)) return;
  remembered.add(name);
  if (fault === 'reorders') {
    // Odd versions are put off, so that the next one overtakes.
    const turn = (turns.get(subject) ?? 0) + 1;
    turns.set(subject, turn);
    if (turn % 2 === 1) {
      setTimeout(() => void post({ subject, version }, name), 300);
      return;
    }
  }
  if (fault === 'state-in-memory') {
    // Takes a version only after the one before it, of which a member that takes a partition over knows nothing.
    if (version !== (turns.get(subject) ?? 0) + 1) return;
    turns.set(subject, version);
  }
  // All but the first are put off for longer than the process lives.
  if (fault === 'commits-first' && remembered.size > 1) return;
  await post({ subject, version }, fault === 'memory' ? place : name);
};

server.addHandler(env.TOPIC ?? '', handle, true, fault === 'gives-up' ? { retry: { attempts: 1 } } : {});
const health = createServer((request, response) => {
  const alive = fault !== 'asks-for-restart' || server.health().status !== 'paused';
  if (request.url === '/health/live') response.writeHead(alive ? 200 : 503).end();
  else response.end(JSON.stringify({ checks: { consumer: server.health() } }));
});
await once(health.listen(0, '127.0.0.1'), 'listening');
await producer.start();
await new Promise<void>((resolve, reject) => {
  server.listen((error) => (error === undefined ? resolve() : reject(new Error('not joined', { cause: error }))));
});
process.once('SIGTERM', () => {
  if (fault === 'dies-on-sigterm') process.exit(0);
  void server.close().then(() => process.exit(0));
});
print({ event: 'ready', url: null, managementUrl: `http://127.0.0.1:${(health.address() as AddressInfo).port}` });
