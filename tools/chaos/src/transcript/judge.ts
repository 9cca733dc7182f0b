import type { Check } from '../area.ts';
import type { Published, Stored } from './evidence.ts';

export interface Evidence {
  /** Every session of the vendor, with its message ids in order. */
  readonly sessions: ReadonlyMap<string, readonly string[]>;
  readonly stored: readonly Stored[];
  readonly published: readonly Published[];
  /** Revisions as they were seen in the database, by session. */
  readonly seen: ReadonlyMap<string, readonly number[]>;
  readonly dead: number;
}

const rises = (revisions: readonly number[]): boolean =>
  revisions.every((one, n) => n === 0 || one > (revisions[n - 1] ?? 0));

/** A revision says one thing, and a lower one comes after a higher one only as a repetition of what was said. */
const isOrdered = (events: readonly Published[]): boolean => {
  const said = new Map<number, string>();
  for (const { revision, value } of events) {
    const before = said.get(revision);
    if (before === undefined && revision < Math.max(0, ...said.keys())) return false;
    if (before !== undefined && before !== value) return false;
    said.set(revision, value);
  }
  return true;
};

const check = (what: string, wrong: readonly string[], of: number): Check => ({
  check: what,
  ok: of > 0 && wrong.length === 0,
  detail: `${wrong.length} of ${of}${wrong.length > 0 ? `, e.g. ${wrong[0] ?? ''}` : ''}`,
});

/** Every session complete, once, told to the end, and never a step back. */
export const judge = ({ sessions, stored, published, seen, dead }: Evidence): Check[] => {
  const all = [...sessions.keys()];
  const byId = new Map(stored.map((one) => [one.sessionId, one]));
  const events = Map.groupBy(published, ({ sessionId }) => sessionId);
  const told = (id: string) => Math.max(0, ...(events.get(id) ?? []).map(({ revision }) => revision));
  const tellsAll = (id: string) =>
    (events.get(id) ?? []).some(
      ({ revision, messageCount }) => revision === told(id) && messageCount === sessions.get(id)?.length,
    );
  const isComplete = (id: string) => byId.get(id)?.messageIds.join() === sessions.get(id)?.join();
  return [
    check(
      'sessions whose transcript is not complete',
      all.filter((id) => !isComplete(id)),
      all.length,
    ),
    check(
      'sessions without exactly one row',
      all.filter((id) => byId.get(id)?.rows !== 1),
      all.length,
    ),
    check(
      'sessions whose last event does not tell the stored revision',
      all.filter((id) => told(id) !== byId.get(id)?.revision || !tellsAll(id)),
      all.length,
    ),
    check(
      'sessions whose events go back',
      [...events].filter(([, list]) => !isOrdered(list)).map(([id]) => id),
      events.size,
    ),
    check(
      'sessions whose revision fell',
      [...seen].filter(([, list]) => !rises(list)).map(([id]) => id),
      seen.size,
    ),
    { check: 'dead letters', ok: dead === 0, detail: String(dead) },
  ];
};
