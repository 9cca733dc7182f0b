import { Failure } from '@switchback/failure';
import type { Message, RecordMetadata, TopicMessages } from 'kafkajs';
import { classify } from './classify-error.ts';

/** A record on its way; `message.partition` is known after the first attempt. */
export interface Outgoing {
  /** Name on the wire. */
  readonly topic: string;
  readonly message: Message;
}

export interface SendOptions {
  /** One produce: resolves with an answer per partition, as kafkajs does. */
  readonly produce: (topicMessages: TopicMessages[]) => Promise<RecordMetadata[]>;
  /** Waits before attempt `attempt` (2, 3 …); false: no time is left for it. */
  readonly waitBefore: (attempt: number) => Promise<boolean>;
}

interface Pending {
  readonly outgoing: Outgoing;
  readonly at: number;
}

const byTopic = (pending: readonly Pending[]): TopicMessages[] => {
  const topics = new Map<string, Message[]>();
  for (const { outgoing } of pending) {
    const messages = topics.get(outgoing.topic);
    if (messages) messages.push(outgoing.message);
    else topics.set(outgoing.topic, [outgoing.message]);
  }
  return Array.from(topics, ([topic, messages]) => ({ topic, messages }));
};

const confirmedBy = (results: readonly RecordMetadata[]) => {
  const partitions = new Set<string>();
  for (const { topicName, partition, errorCode } of results)
    if (errorCode === 0) partitions.add(`${partition} ${topicName}`);
  return ({ outgoing: { topic, message } }: Pending) => partitions.has(`${message.partition ?? -1} ${topic}`);
};

/** Once uncertain, always uncertain: a later clear refusal says nothing about the attempt before. */
const worse = (before: unknown, now: Failure): Failure =>
  before instanceof Failure && before.code === 'PUBLISH_UNCERTAIN' ? before : now;

/**
 * Sends until each record is confirmed in its own (topic, partition), or there is no time left. kafkajs can resolve
 * without having sent some of the records (a retry across leaders, tulios/kafkajs PR 1798): only an answer counts, and
 * what is missing is sent again. Gives, per record, undefined for stored or the Failure. Never rejects.
 */
export const sendConfirmed = async (
  records: readonly Outgoing[],
  { produce, waitBefore }: SendOptions,
): Promise<(Failure | undefined)[]> => {
  const results = new Array<Failure | undefined>(records.length);
  const run = async (group: readonly Pending[]): Promise<void> => {
    let pending = group;
    for (let attempt = 1; pending.length > 0 && (attempt === 1 || (await waitBefore(attempt))); attempt += 1) {
      try {
        const isConfirmed = confirmedBy(await produce(byTopic(pending)));
        for (const one of pending) results[one.at] = isConfirmed(one) ? undefined : unconfirmed();
        pending = pending.filter((one) => !isConfirmed(one));
      } catch (error) {
        const failure = classify(error);
        if (failure.code === 'PUBLISH_REJECTED' && pending.length > 1) {
          // One record spoils its whole request: find it, the others go.
          const half = pending.length >> 1;
          await run(pending.slice(0, half));
          await run(pending.slice(half));
          return;
        }
        for (const { at } of pending) results[at] = worse(results[at], failure);
        if (failure.code === 'PUBLISH_REJECTED') return;
      }
    }
  };
  await run(records.map((outgoing, at) => ({ outgoing, at })));
  return results;
};

const unconfirmed = () => new Failure('PUBLISH_UNCERTAIN', { detail: 'Kafka did not confirm the record' });
