import { eventTypes, headerNames, topics } from '@switchback/contracts';
import type { KafkaProducer } from '@switchback/kafka';
import { ORGANIZATION } from './replicas.ts';

/** Puts a `session.ended` per id into the topic, as ingress would, all acknowledged. */
export const endSessions = async (producer: KafkaProducer, ids: readonly string[]): Promise<void> => {
  const publish = (id: string) =>
    producer.publish({
      topic: topics.sessionEvents.name,
      key: id,
      value: Buffer.from(JSON.stringify({ id, eventType: 'session.ended', type: 'VOICE' })),
      headers: { [headerNames.organization]: ORGANIZATION, [headerNames.type]: eventTypes.sessionEnded },
    });
  for (let from = 0; from < ids.length; from += 500) await Promise.all(ids.slice(from, from + 500).map(publish));
};
