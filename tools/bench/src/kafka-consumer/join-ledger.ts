/** A record that a member began. */
export interface Began {
  readonly key: string;
  readonly seq: number;
  readonly partition: number;
  readonly offset: number;
  readonly at: number;
}

/** What the broker had as committed, and when it said so. */
export interface CommitSeen {
  readonly partition: number;
  readonly next: number;
  readonly at: number;
}

export interface JoinFaults {
  readonly lost: number;
  readonly disordered: number;
  readonly duplicates: number;
  /** Begun again although the broker had said before that they were committed. */
  readonly duplicatesOutside: number;
}

/** Counts what a change of members must not do. `perKey` records of each of `keys` keys were published. */
export const countFaults = (
  began: readonly Began[],
  commits: readonly CommitSeen[],
  { keys, perKey }: { keys: number; perKey: number },
): JoinFaults => {
  const next = new Map<string, number>();
  const seen = new Set<string>();
  let [disordered, duplicates, duplicatesOutside] = [0, 0, 0];
  for (const { key, seq, partition, offset, at } of began.toSorted((a, b) => a.at - b.at)) {
    const id = `${key}/${seq}`;
    if (seen.has(id)) {
      duplicates += 1;
      if (commits.some((commit) => commit.partition === partition && commit.next > offset && commit.at < at))
        duplicatesOutside += 1;
      continue;
    }
    seen.add(id);
    if (seq !== (next.get(key) ?? 0)) disordered += 1;
    next.set(key, seq + 1);
  }
  return { lost: keys * perKey - seen.size, disordered, duplicates, duplicatesOutside };
};
