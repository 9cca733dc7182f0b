import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAgntixClient } from '@switchback/agntix-client';
import type { AgntixClient } from '@switchback/agntix-client';
import {
  headerNames,
  parseSessionEvent,
  sessionEnrichedSchema,
  topics,
  vendorEventName,
  vendorEventType,
} from '@switchback/contracts';
import { KafkaProducer, readTopic } from '@switchback/kafka';
import { freshDatabase, freshTopics, secretFile, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

describe('transcript with the vendor sandbox', () => {
  let database: { url: string; drop(): Promise<void> };
  let fresh: Awaited<ReturnType<typeof freshTopics>>;
  let producer: KafkaProducer;
  let sandbox: RunningApp;
  let app: RunningApp;
  let client: AgntixClient;

  // Stands for ingress, less the signature: every webhook becomes a record.
  const receiver = createServer((request, response) => {
    void text(request).then(async (body) => {
      const event = parseSessionEvent(Buffer.from(body));
      const headers = {
        [headerNames.organization]: 'demo',
        [headerNames.type]: vendorEventType(vendorEventName(event ?? {})),
      };
      await producer.publish({
        topic: topics.sessionEvents.name,
        key: event?.id ?? '',
        value: Buffer.from(body),
        headers,
      });
      response.writeHead(204).end();
    });
  });

  beforeAll(async () => {
    database = await freshDatabase(join(import.meta.dirname, '../prisma'));
    fresh = await freshTopics();
    producer = new KafkaProducer(fresh.kafka);
    await producer.start();
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    sandbox = await startApp('agntix-sandbox', {
      API_KEY: 'pk_sandbox',
      WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      WEBHOOK_SECRET: `whsec_${Buffer.from(randomUUID()).toString('base64')}`,
      CALL_MS: '20',
    });
    client = createAgntixClient({ baseUrl: sandbox.url, apiKey: 'pk_sandbox', timeoutMs: 5_000 });
    const organizations = [{ name: 'demo', baseUrl: sandbox.url, apiKeyFile: await secretFile('pk_sandbox') }];
    app = await startApp('transcript', {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      GROUP_PREFIX: fresh.prefix,
      AGNTIX_ORGANIZATIONS: JSON.stringify(organizations),
    });
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.stop();
    await client.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await producer.stop();
    await database.drop();
  });

  it.each(['connected', 'no_answer', 'busy', 'voicemail', 'failed'])(
    'finds out that a call was %s',
    async (outcome) => {
      const callAttemptId = randomUUID();
      await fetch(`${sandbox.url}/_sandbox/scripts/${callAttemptId}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ outcome }),
      });
      const [number] = await client.listPhoneNumbers();
      const { sessionId } = await client.startCall({
        phoneNumberId: number?.id ?? '',
        toPhoneNumber: '+12025550143',
        agentId: randomUUID(),
        ttl: 60,
        sessionVariables: { taskId: 'TASK-9', callAttemptId },
      });
      const event = await until('the enriched event', async () =>
        (await readTopic(fresh.kafka, topics.sessionEnriched.name, {})).find(({ key }) => key === sessionId),
      );
      const body = sessionEnrichedSchema.parse(JSON.parse(event.value.toString()));
      expect(body.outcome).toMatchObject({ value: outcome, final: true });
      expect(body.session.variables).toMatchObject({ taskId: 'TASK-9', callAttemptId });
      expect(body.transcript !== null).toBe(outcome === 'connected');
    },
  );
});
