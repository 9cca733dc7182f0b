import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import type { connectKafka } from '@switchback/kafka';
import { signedWebhook } from '@switchback/testing';

type Kafka = ReturnType<typeof connectKafka>;

/** How one delivery ended: the status, or 0 when there was no answer. */
export interface Delivery {
  readonly id: string;
  readonly sha256: string;
  readonly status: number;
  /** Milliseconds since the senders began. */
  readonly at: number;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of every stored value, by session id. */
export const storedHashes = async (kafka: Kafka): Promise<Map<string, string>> => {
  const records = await readTopic(kafka, topics.sessionEvents.name);
  return new Map(records.map(({ key, value }) => [key ?? '', sha256(value)]));
};

/** Keeps `count` senders busy against the door, wherever it stands at the moment, until `stop`. */
export const startSenders = (count: number, secret: string, door: () => string) => {
  const deliveries: Delivery[] = [];
  const began = performance.now();
  let stopped = false;
  const sendOne = async () => {
    const id = randomUUID();
    const note = randomBytes(600).toString('base64');
    const { headers, body } = signedWebhook({ secret, body: { id, eventType: 'session.created', note } });
    const status = await fetch(`${door()}/webhooks/agntix/main`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    })
      .then((answer) => answer.status)
      .catch(() => 0);
    deliveries.push({ id, sha256: sha256(body), status, at: performance.now() - began });
    // A door that is gone refuses at once; hammering it says nothing more.
    if (status !== 204) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const sender = async () => {
    while (!stopped) await sendOne();
  };
  const senders = Array.from({ length: count }, sender);
  return {
    deliveries: deliveries as readonly Delivery[],
    /** Milliseconds since the beginning. */
    now: () => performance.now() - began,
    storedSince: (at: number) => deliveries.some((one) => one.status === 204 && one.at > at),
    stop: async () => {
      stopped = true;
      await Promise.all(senders);
    },
  };
};
export type Senders = ReturnType<typeof startSenders>;
