import type { Entry } from './ledger.ts';
import type { Freeze } from './members.ts';
import type { CommitSeen } from './watch-commits.ts';
import type { Work } from './work-topic.ts';

/** After a thaw a member works off what it had taken before it hears that others have it now. */
const AFTER_THAW_MS = 10_000;

export interface Evidence {
  readonly entries: readonly Entry[];
  readonly commits: readonly CommitSeen[];
  readonly freezes: readonly Freeze[];
  /** What stands in the dead-letter topic, as `key/seq`. */
  readonly letters: readonly string[];
  readonly keys: number;
  readonly perKey: number;
  readonly fate: (key: string, seq: number) => Work['fate'];
}

const idOf = ({ key, seq }: { key: string; seq: number }): string => `${key}/${seq}`;
const placeOf = ({ partition, offset }: Entry): string => `${partition}/${offset}`;

function* published({ keys, perKey }: Evidence): Generator<{ key: string; seq: number }> {
  for (let index = 0; index < keys; index += 1)
    for (let seq = 0; seq < perKey; seq += 1) yield { key: `key-${index}`, seq };
}

/** Acknowledged records of which the ledger knows nothing. */
export const lost = (evidence: Evidence): string[] => {
  const known = new Set(evidence.entries.map(idOf));
  return [...published(evidence)].map(idOf).filter((id) => !known.has(id));
};

/** Records that were first brought to their end before the one that precedes them in their key. */
export const disordered = ({ entries }: Evidence): string[] => {
  const next = new Map<string, number>();
  const faults: string[] = [];
  for (const entry of entries) {
    const due = next.get(entry.key) ?? 0;
    if (entry.seq > due) faults.push(idOf(entry));
    next.set(entry.key, Math.max(due, entry.seq + 1));
  }
  return faults;
};

/** When the member took the record at the latest: it took nothing while it stood still. */
const takenBy = ({ member, begunAt }: Entry, freezes: readonly Freeze[]): number => {
  const freeze = freezes.find(
    ({ member: name, from, to }) => name === member && begunAt >= from && begunAt <= to + AFTER_THAW_MS,
  );
  return freeze ? freeze.from : begunAt;
};

/** Records begun a second time, and those of them that the broker had as committed before they were taken. */
export const repeated = ({ entries, commits, freezes }: Evidence): { all: number; outside: string[] } => {
  const seen = new Set<string>();
  const outside: string[] = [];
  let all = 0;
  for (const entry of entries) {
    const place = placeOf(entry);
    if (seen.has(place)) {
      all += 1;
      const taken = takenBy(entry, freezes);
      const committed = ({ partition, next, at }: CommitSeen) =>
        partition === entry.partition && next > entry.offset && at < taken;
      if (commits.some(committed)) outside.push(`${place} by ${entry.member}`);
    }
    seen.add(place);
  }
  return { all, outside };
};

/** Commits that the broker had before everything below them was in the ledger. */
export const early = ({ entries, commits }: Evidence): string[] => {
  const firstAt = new Map<string, number>();
  for (const entry of entries)
    firstAt.set(placeOf(entry), Math.min(firstAt.get(placeOf(entry)) ?? Infinity, entry.writtenAt));
  const latestBelow = new Map<number, number[]>();
  const latest = (partition: number, next: number): number => {
    const known = latestBelow.get(partition) ?? [-Infinity];
    latestBelow.set(partition, known);
    for (let offset = known.length - 1; offset < next; offset += 1)
      known.push(Math.max(known[offset] ?? 0, firstAt.get(`${partition}/${offset}`) ?? Infinity));
    return known[next] ?? Infinity;
  };
  return commits
    .filter(({ partition, next, at }) => latest(partition, next) > at)
    .map(({ partition, next }) => `${partition}/${next}`);
};

/** Dead letters that nobody refused, and refused records without a dead letter. */
export const unaccounted = (evidence: Evidence): string[] => {
  const { letters, fate } = evidence;
  const there = new Set(letters);
  const refused = new Set([...published(evidence)].filter(({ key, seq }) => fate(key, seq) === 'refused').map(idOf));
  return [
    ...[...there].filter((id) => !refused.has(id)).map((id) => `${id} was not refused`),
    ...[...refused].filter((id) => !there.has(id)).map((id) => `${id} has no dead letter`),
  ];
};
