import type { Message } from 'kafkajs';
import { connectProducer, receive } from './verified-receiver.ts';

// The least that batches: one produce request out at a time, what waits goes together; no telemetry, no bounds.
const { producer, topic } = await connectProducer();

interface Waiting {
  readonly message: Message;
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
await receive(
  (message) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ message, resolve, reject });
      void flush();
    }),
);
