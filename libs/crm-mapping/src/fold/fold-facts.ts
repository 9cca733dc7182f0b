import type { OutcomeValue } from '@switchback/contracts';
import type { CallRecordSource, Fact } from './fact.ts';

/** One call as all its facts together tell it. */
export interface CallState {
  readonly sessionId: string;
  readonly createdAt: string | null;
  readonly outcome: OutcomeValue;
  /** A status that ends a task needs a final outcome; until then the call is in flight. */
  readonly final: boolean;
  /** What the revisions of its enriched event say, the newest first. */
  readonly records: readonly CallRecordSource[];
}

/** What the CRM should show for a task: it follows its latest call. */
export interface Desired {
  readonly latest: CallState;
  /** In the order of their starts. */
  readonly calls: readonly CallState[];
}

const revisionOf = ({ payload }: Fact): number => payload.revision ?? 0;

/** The highest revision first; between two facts that claim the same one, the version text decides, so that order never can. */
const newestFirst = (one: Fact, other: Fact): number => {
  if (revisionOf(one) !== revisionOf(other)) return revisionOf(other) - revisionOf(one);
  return one.version === other.version ? 0 : one.version > other.version ? -1 : 1;
};

const isFinal = ({ payload }: Fact): boolean => payload.outcome?.final === true;
const isExpired = ({ payload }: Fact): boolean => payload.outcome?.value === 'expired';

/**
 * The fact that says how the call ended: a final one stands for good, whatever comes after; an expiry only until a real
 * end is final. Without either, the highest revision tells what is known so far.
 */
const deciding = (newest: readonly Fact[]): Fact | undefined =>
  newest.find((fact) => isFinal(fact) && !isExpired(fact)) ?? newest.find(isFinal) ?? newest[0];

/** One record per revision: the same event seen twice tells nothing more. */
const recordsOf = (newest: readonly Fact[]): CallRecordSource[] =>
  newest.flatMap(({ payload, version }, at) =>
    payload.record && newest[at - 1]?.version !== version ? [payload.record] : [],
  );

const startOf = (facts: readonly Fact[]): string | null =>
  facts
    .map(({ payload }) => payload.createdAt)
    .filter((start) => start !== null)
    .sort()[0] ?? null;

const foldCall = (sessionId: string, facts: readonly Fact[]): CallState => {
  const newest = facts.filter(({ type }) => type === 'enriched').sort(newestFirst);
  const { outcome } = deciding(newest)?.payload ?? {};
  return {
    sessionId,
    createdAt: startOf(facts),
    outcome: outcome?.value ?? 'unknown',
    final: outcome?.final ?? false,
    records: recordsOf(newest),
  };
};

/** Orders calls by `(createdAt, session id)`; a call whose start is unknown comes first, so it never displaces one. */
const byStart = (one: CallState, other: CallState): number => {
  const [a, b] = [one.createdAt ?? '', other.createdAt ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  return one.sessionId < other.sessionId ? -1 : 1;
};

/**
 * Folds all facts of a task's calls into what the CRM should show. Pure; order and repetition of facts never change the
 * result. undefined without facts.
 */
export const foldFacts = (facts: readonly Fact[]): Desired | undefined => {
  const bySession = Map.groupBy(facts, ({ sessionId }) => sessionId);
  const calls = [...bySession].map(([sessionId, own]) => foldCall(sessionId, own)).sort(byStart);
  const latest = calls.at(-1);
  return latest && { latest, calls };
};
