/**
 * What replays wrote down, one record each, in one partition. `begin` holds where the source topics ended before anything
 * was sent, so that a run that was cut off can be told by what it left there: what it sent carries its id.
 */
export type ReplayMark =
  | { readonly kind: 'begin'; readonly run: string; readonly ends: Readonly<Record<string, string>> }
  | { readonly kind: 'sent'; readonly run: string; readonly places: readonly string[] }
  | { readonly kind: 'end'; readonly run: string };

export interface LoggedMark {
  readonly mark: ReplayMark;
  /** The broker's time of writing, in milliseconds. */
  readonly timestamp: number;
}

export interface ReplayRun {
  readonly run: string;
  /** `<topic>/<partition>` → the offset that its next record was going to get when the run began. */
  readonly ends: Readonly<Record<string, string>>;
  readonly lastSign: number;
  readonly ended: boolean;
}

export interface ReplayHistory {
  /** Places of dead letters that are known to have been sent. */
  readonly sent: ReadonlySet<string>;
  /** In the order of their beginning. */
  readonly runs: readonly ReplayRun[];
}

/** The history that the marks tell. */
export const toHistory = (marks: readonly LoggedMark[]): ReplayHistory => {
  const sent = new Set<string>();
  const runs = new Map<string, ReplayRun>();
  for (const { mark, timestamp } of marks) {
    const known = runs.get(mark.run) ?? { run: mark.run, ends: {}, lastSign: timestamp, ended: false };
    if (mark.kind === 'sent') for (const place of mark.places) sent.add(place);
    runs.set(mark.run, {
      ...known,
      lastSign: timestamp,
      ends: mark.kind === 'begin' ? mark.ends : known.ends,
      ended: known.ended || mark.kind === 'end',
    });
  }
  return { sent, runs: [...runs.values()] };
};

/** A run gives a sign every 3 s; after this much silence it is taken for dead. */
export const SILENT_MS = 15_000;

/** The other run that goes on: it began before `run` and is neither ended nor silent. */
export const runAhead = ({ runs }: ReplayHistory, run: string, now: number): ReplayRun | undefined => {
  const own = runs.findIndex((other) => other.run === run);
  return runs.slice(0, own === -1 ? undefined : own).find((other) => !other.ended && now - other.lastSign < SILENT_MS);
};

/** Runs that were cut off: what they sent last may stand in the source topics only. */
export const cutOff = ({ runs }: ReplayHistory, run: string): ReplayRun[] =>
  runs.filter((other) => !other.ended && other.run !== run);
