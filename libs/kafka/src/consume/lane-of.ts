import type { NullKey } from './subscription.ts';

interface Place {
  /** On the wire. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null;
}

/**
 * The lane of a record: its topic, partition and the bytes of its key (a shard key without the topic mixed two topics up,
 * confluentinc/parallel-consumer#184; null keys crashed it, #318).
 */
export const laneOf = ({ topic, partition, offset, key }: Place, nullKey: NullKey): string => {
  const place = `${topic}/${partition}`;
  if (key !== null) return `${place}/k${key.toString('latin1')}`;
  return nullKey === 'partition' ? `${place}/p` : `${place}/o${offset}`;
};
