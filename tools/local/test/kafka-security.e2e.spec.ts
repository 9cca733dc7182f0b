import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KafkaProducer, connectKafka, createTopics, readTopic } from '@switchback/kafka';
import type { KafkaSecurity } from '@switchback/kafka';
import { whyNoJars } from '../src/broker/kafka-jars.ts';
import { workspace } from '../src/workspace.ts';
import { PASSWORD, USER, startSecuredBroker } from './secured-broker.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const cli = join(workspace, 'apps/cli/dist/main.js');
const layout = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1 };

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** What a broker that does not check signatures takes as a token. */
const token = () => {
  const now = Math.floor(Date.now() / 1_000);
  return `${base64url({ alg: 'none' })}.${base64url({ sub: USER, iat: now, exp: now + 600 })}.`;
};

const why = await whyNoJars();
if (why !== undefined) process.stderr.write(`!! TLS and SASL are NOT tested against a broker: ${why}\n`);

(why === undefined ? describe : describe.skip)('a broker with TLS and SASL', () => {
  let broker: Awaited<ReturnType<typeof startSecuredBroker>>;
  const identityProvider = createServer((request, response) => {
    const [, encoded = ''] = (request.headers.authorization ?? '').split(' ');
    const known = Buffer.from(encoded, 'base64').toString() === `${USER}:${PASSWORD}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { access_token: token(), expires_in: 600 } : { error: 'invalid_client' }));
  });
  beforeAll(async () => {
    identityProvider.listen(0, '127.0.0.1');
    await once(identityProvider, 'listening');
    broker = await startSecuredBroker();
  }, 120_000);
  afterAll(async () => {
    identityProvider.close();
    await broker.stop();
  });

  const connect = (security: KafkaSecurity) =>
    connectKafka({ brokers: broker.brokers, clientId: 'security', topicPrefix: '', logger: silent, security });
  const credentials = { username: USER, password: PASSWORD };
  const tokenFile = join(tmpdir(), `switchback-token-${process.pid}`);
  const tokenUrl = () => `http://127.0.0.1:${(identityProvider.address() as AddressInfo).port}/token`;
  const logins: Record<string, () => Promise<KafkaSecurity['sasl']>> = {
    PLAIN: () => Promise.resolve({ mechanism: 'plain', ...credentials }),
    'SCRAM-SHA-256': () => Promise.resolve({ mechanism: 'scram-sha-256', ...credentials }),
    'SCRAM-SHA-512': () => Promise.resolve({ mechanism: 'scram-sha-512', ...credentials }),
    'OAUTHBEARER with a token file': async () => {
      await writeFile(tokenFile, token(), { mode: 0o600 });
      return { mechanism: 'oauthbearer', tokenFile };
    },
    'OAUTHBEARER with client credentials': () =>
      Promise.resolve({ mechanism: 'oauthbearer', tokenUrl: tokenUrl(), clientId: USER, clientSecret: PASSWORD }),
  };

  it.each(Object.keys(logins))('stores and reads back a record by %s', async (name) => {
    const kafka = connect({ tls: { ca: broker.ca }, sasl: await logins[name]?.() });
    const topic = `security.${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.v1`;
    await createTopics(
      kafka,
      [{ name: topic, key: 'a name', kind: 'records', retentionDays: 1, maxMessageBytes: 1_048_576 }],
      layout,
    );
    const producer = new KafkaProducer(kafka);
    await producer.start();
    await producer.publish({ topic, key: 'k', value: Buffer.from(name), headers: {} });
    await producer.stop();
    const records = await readTopic(kafka, topic);
    expect(records.map(({ value }) => String(value))).toEqual([name]);
  });

  it("lets the operator's command in by settings alone", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'switchback-cli-'));
    const file = async (name: string, content: string) => {
      await writeFile(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    const env = {
      KAFKA_BROKERS: broker.brokers.join(','),
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: await file('ca.pem', broker.ca),
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: USER,
      KAFKA_SASL_PASSWORD_FILE: await file('password', PASSWORD),
    };
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'topics', 'list'], { env });
    await rm(folder, { recursive: true });
    expect(stdout).toMatch(/agntix\.session-events\.v1 +missing/);
  }, 30_000);

  it.each([
    ['a wrong password', { mechanism: 'scram-sha-512', username: USER, password: 'wrong' } as const, true],
    ['an authority that is not trusted', { mechanism: 'scram-sha-512', ...credentials } as const, false],
  ])('does not connect with %s, and says so', async (_, sasl, trusted) => {
    const kafka = connect({ tls: trusted ? { ca: broker.ca } : {}, sasl });
    const producer = new KafkaProducer(kafka);
    await producer.start();
    expect(producer.health()).toEqual({ status: 'down' });
    await expect(producer.publish({ topic: 't', key: 'k', value: Buffer.from(''), headers: {} })).rejects.toMatchObject(
      {
        code: 'BROKER_UNAVAILABLE',
      },
    );
    await producer.stop();
  });
});
