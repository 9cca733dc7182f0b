/** How a topic stands and what is wanted of it; settings as the broker's texts. */
export interface TopicNow {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly settings: Readonly<Record<string, string | undefined>>;
}
export interface TopicWanted {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Change {
  /** `partitions`, `replicas`, or a setting's name. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** Why it is not made, or undefined where it is safe or was allowed. */
  readonly refused: string | undefined;
}

const grows = (from: string | undefined, to: string): boolean => {
  // -1 is "for ever".
  if (to === '-1') return true;
  return from !== undefined && from !== '-1' && Number(to) > Number(from);
};

const refusal = (name: string, from: string | undefined, to: string, replicas: number): string | undefined => {
  switch (name) {
    case 'retention.ms':
      return grows(from, to) ? undefined : 'a shorter retention deletes records that may not have been read';
    case 'max.message.bytes':
      return grows(from, to) ? undefined : 'a smaller limit refuses records that fitted before';
    case 'min.insync.replicas':
      if (Number(to) > replicas) return `the topic has only ${replicas} replicas: nothing could be written any more`;
      return grows(from, to) ? undefined : 'fewer in-sync replicas make it easier to lose what was acknowledged';
    case 'message.timestamp.type':
      return undefined;
    default:
      return 'it changes what happens to records that are there already';
  }
};

const partitionRefusal = (from: number, to: number, addPartitions: boolean): string | undefined => {
  if (to < from) return 'Kafka cannot remove partitions: make a topic with another version in its name';
  return addPartitions
    ? undefined
    : 'keys would move to other partitions, and their new records could overtake their old ones; stop the producers, wait ' +
        'for lag 0, then give --add-partitions-and-move-keys';
};

/** What is to change, each with the reason where it is refused. Pure. */
export const planChanges = (now: TopicNow, wanted: TopicWanted, { addPartitions = false } = {}): Change[] => {
  const changes: Change[] = [];
  if (now.partitions !== wanted.partitions)
    changes.push({
      what: 'partitions',
      from: String(now.partitions),
      to: String(wanted.partitions),
      refused: partitionRefusal(now.partitions, wanted.partitions, addPartitions),
    });
  if (now.replicationFactor !== wanted.replicationFactor)
    changes.push({
      what: 'replicas',
      from: String(now.replicationFactor),
      to: String(wanted.replicationFactor),
      refused: "replicas are moved with Kafka's own kafka-reassign-partitions, which can limit its rate",
    });
  for (const [what, to] of Object.entries(wanted.settings)) {
    const from = now.settings[what];
    if (from !== to)
      changes.push({ what, from: from ?? 'unset', to, refused: refusal(what, from, to, now.replicationFactor) });
  }
  return changes;
};
