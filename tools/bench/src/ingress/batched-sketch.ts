import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { SECRET } from './secret.ts';

// The least that batches: verify, one produce request out at a time, what waits goes together; no telemetry, no bounds.
const [brokers = '', topic = ''] = process.argv.slice(2);
const key = createSecretKey(Buffer.from(SECRET.replace(/^whsec_/, ''), 'base64'));
const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
await producer.connect();

interface Waiting {
  readonly message: { key: string; value: Buffer; headers: Record<string, string> };
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
let waiting: Waiting[] = [];
let sending = false;
const flush = async () => {
  if (sending) return;
  sending = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    try {
      await producer.send({ topic, acks: -1, messages: batch.map(({ message }) => message) });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
  sending = false;
};
const publish = (message: Waiting['message']) =>
  new Promise<void>((resolve, reject) => {
    waiting.push({ message, resolve, reject });
    void flush();
  });

const app = fastify({ bodyLimit: 4_194_304 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/webhooks/agntix/:endpoint', async (request, reply) => {
  const body = request.body as Buffer;
  const { 'svix-id': id, 'svix-timestamp': at, 'svix-signature': given } = request.headers as Record<string, string>;
  const expected = `v1,${createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64')}`;
  if (!given || !timingSafeEqual(Buffer.from(expected), Buffer.from(given))) return reply.code(401).send();
  const { id: session } = JSON.parse(body.toString('utf8')) as { id: string };
  await publish({ key: session, value: body, headers: { 'svix-id': id ?? '' } });
  return reply.code(204).send();
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.((app.server.address() as AddressInfo).port);
