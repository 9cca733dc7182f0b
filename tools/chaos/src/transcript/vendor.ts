import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startAgntixSandbox } from '@switchback/agntix-sandbox';
import type { AgntixSandbox } from '@switchback/agntix-sandbox';
import { headerNames, parseSessionEvent, topics, vendorEventName, vendorEventType } from '@switchback/contracts';
import { KafkaProducer } from '@switchback/kafka';
import type { connectKafka } from '@switchback/kafka';

export const ORGANIZATION = 'acme';
const SECRET = `whsec_${Buffer.from('transcript-chaos-secret').toString('base64')}`;

/** Stands for ingress, less the signature: answers once the record is acknowledged. */
const startDoor = async (producer: KafkaProducer) => {
  const server = createServer((request, response) => {
    const publish = async () => {
      const body = await text(request);
      const event = parseSessionEvent(Buffer.from(body)) ?? { id: '' };
      const type = vendorEventType(vendorEventName(event));
      const headers = { [headerNames.organization]: ORGANIZATION, [headerNames.type]: type };
      await producer.publish({ topic: topics.sessionEvents.name, key: event.id, value: Buffer.from(body), headers });
      response.writeHead(204).end();
    };
    publish().catch(() => response.writeHead(503).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
};

/** What the vendor does to us: answers slowly, breaks off, fails, and sends webhooks late, twice and in any order. */
const misbehave = (sandbox: AgntixSandbox): void => {
  sandbox.weather({ duplicateRate: 0.1, reorderMs: 300 });
  sandbox.fault(
    { kind: 'status', status: 503, rate: 0.02 },
    { kind: 'reset', rate: 0.01 },
    { kind: 'truncated', rate: 0.02, when: 'after' },
  );
};

export interface Vendor {
  readonly sandbox: AgntixSandbox;
  /** Begins sessions, so many a second, until `stop`; every fourth has a transcript that comes in parts. */
  begin(perSecond: number): void;
  /** Begins no more, ends all faults, and waits until every webhook is delivered. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export const startVendor = async (kafka: ReturnType<typeof connectKafka>, seed: number): Promise<Vendor> => {
  const producer = new KafkaProducer(kafka);
  await producer.start();
  const door = await startDoor(producer);
  const webhooks = [{ url: door.url, secret: SECRET }];
  const sandbox = await startAgntixSandbox({
    seed,
    webhooks,
    scale: 0.000_1,
    callMs: 50,
    latencyMs: 15,
    dialect: { session: 'C' },
  });
  misbehave(sandbox);
  let timer: NodeJS.Timeout | undefined;
  let count = 0;
  const beginOne = () => {
    count += 1;
    const late = count % 4 === 0 ? { lateMs: 1_500, parts: 2 } : {};
    sandbox.begin({ script: { outcome: 'connected', transcript: { messages: 10 + (count % 5) * 50, ...late } } });
  };
  return {
    sandbox,
    begin: (perSecond) => {
      timer = setInterval(beginOne, 1_000 / perSecond);
    },
    stop: async () => {
      clearInterval(timer);
      sandbox.clearFaults();
      const isOut = () =>
        sandbox.deliveries().length >= 2 * count && sandbox.deliveries().every(({ delivered }) => delivered);
      while (!isOut()) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    close: async () => {
      clearInterval(timer);
      await sandbox.close();
      await door.close();
      await producer.stop();
    },
  };
};
