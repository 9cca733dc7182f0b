import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { headerNames } from '@switchback/contracts';
import { fastify } from 'fastify';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import type { Message, Producer } from 'kafkajs';
import { SECRET } from './secret.ts';

const key = createSecretKey(Buffer.from(SECRET.replace(/^whsec_/, ''), 'base64'));

/** A producer of kafkajs as its documentation makes one, and the topic that this process was given. */
export const connectProducer = async (): Promise<{ producer: Producer; topic: string }> => {
  const [brokers = '', topic = ''] = process.argv.slice(2);
  const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  return { producer, topic };
};

interface Verified {
  readonly id: string;
  readonly at: string;
  readonly given: string;
  readonly session: string;
}

/** Those of the record that ingress writes: whoever stores less than the event's record is no measure for it. */
const headersOf = ({ id, at, given, session }: Verified) => {
  const now = new Date().toISOString();
  return {
    [headerNames.specVersion]: '1.0',
    [headerNames.id]: id,
    [headerNames.source]: '/webhooks/agntix/main',
    [headerNames.organization]: 'acme',
    [headerNames.type]: 'com.agntix.session.created',
    [headerNames.time]: now,
    [headerNames.contentType]: 'application/json',
    [headerNames.svixId]: id,
    [headerNames.svixTimestamp]: at,
    [headerNames.svixSignature]: given,
    [headerNames.receivedAt]: now,
    [headerNames.subject]: session,
  };
};

/** Verifies, publishes, answers 204; tells its port to the parent. */
export const receive = async (publish: (message: Message) => Promise<unknown>): Promise<void> => {
  const app = fastify({ bodyLimit: 4_194_304 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/webhooks/agntix/:endpoint', async (request, reply) => {
    const body = request.body as Buffer;
    const {
      'svix-id': id = '',
      'svix-timestamp': at = '',
      'svix-signature': given = '',
    } = request.headers as Record<string, string>;
    const expected = `v1,${createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64')}`;
    if (!given || !timingSafeEqual(Buffer.from(expected), Buffer.from(given))) return reply.code(401).send();
    const { id: session } = JSON.parse(body.toString('utf8')) as { id: string };
    await publish({ key: session, value: body, headers: headersOf({ id, at, given, session }) });
    return reply.code(204).send();
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send?.((app.server.address() as AddressInfo).port);
};
