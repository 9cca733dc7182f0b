import { isDeepStrictEqual } from 'node:util';
import type { Capabilities } from '@switchback/crm';
import { foldFacts, presentationOf, readMappingFile, sectionIn } from '@switchback/crm-mapping';
import type { CallRecordSource, Fact } from '@switchback/crm-mapping';
import fc from 'fast-check';
import { intend, succeed } from '../src/plan/field-ledger.ts';
import type { FieldLedger } from '../src/plan/field-ledger.ts';
import { STATUS_FIELD, sectionField } from '../src/plan/ledger.ts';
import type { SettledEffect } from '../src/plan/ledger.ts';
import { planEffects } from '../src/plan/plan-effects.ts';
import type { Effect } from '../src/plan/plan-effects.ts';

const { file, faults = [] } = readMappingFile(`
connections: [{ name: crm, kind: hubspot, tokenFile: /none }]
organizations: [{ name: demo, connection: crm }]
statuses: { connected: { goalUnknown: WAITING, goalNotMet: DEFERRED, goalMet: COMPLETED } }
content: { transcript: true }
call:
  fields:
    intent: { path: analysis.intent }
    reached: { value: { template: '{{goal}} {{analysis.summary}}' }, mode: set_if_empty }
`);
if (!file) throw new Error(JSON.stringify(faults));
const presentation = presentationOf(file, 'crm');

const capabilities: Capabilities = {
  cas: 'none',
  keyedCreate: 'upsert',
  callRecord: 'separate',
  closedStatuses: ['COMPLETED'],
  batch: null,
  bodyMax: 65_536,
};

// Two of them start at the same instant: then the session id decides.
const starts = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
const classifications = fc.constantFrom('RESOLVED', 'PARTIALLY_RESOLVED', 'UNRESOLVED', null);
const outcomes = fc.constantFrom(...(['connected', 'no_answer', 'busy', 'voicemail', 'failed', 'unknown'] as const));

/** Analysis comes and goes between revisions; a goal may become known, and known otherwise. */
const recordOf = (revision: number, classification: string | null): CallRecordSource => ({
  session: {
    ...{ type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', agentId: 'a' },
    variables: {},
    customerPhoneNumber: null,
  },
  timing: { createdAt: null, endedAt: null, talkSeconds: null },
  analysis: {
    ...{ summary: `revision ${revision}`, keyPoints: [], resolution: { classification }, sentiment: null },
    intent: classification === null ? null : `intent ${revision}`,
    extractedData: {},
  },
  links: { dashboard: null },
  transcript: classification === null ? null : { id: 't', messageCount: revision, sha256: `sha of ${revision}` },
});

/**
 * The facts of one call: created, none to two different ended, an expiry that a real end may follow, and up to three
 * revisions of which one is the first that is final; a final outcome never changes.
 */
const callFacts = (index: number): fc.Arbitrary<Fact[]> =>
  fc
    .record({
      created: fc.boolean(),
      ended: fc.integer({ min: 0, max: 2 }),
      expires: fc.boolean(),
      revisions: fc.integer({ min: 0, max: 3 }),
      finalFrom: fc.integer({ min: 1, max: 4 }),
      value: outcomes,
      goals: fc.tuple(classifications, classifications, classifications, classifications),
    })
    .map(({ created, ended, expires, revisions, finalFrom, value, goals }) => {
      const base = { sessionId: `s-${index}` };
      const createdAt = starts[index] ?? null;
      const first = expires ? 2 : 1;
      const enriched = (revision: number, outcome: { value: typeof value | 'expired'; final: boolean }): Fact => ({
        ...base,
        type: 'enriched',
        version: String(revision),
        payload: { createdAt, revision, outcome, record: recordOf(revision, goals[revision - 1] ?? null) },
      });
      return [
        ...(created ? [{ ...base, type: 'created' as const, version: 'c', payload: { createdAt } }] : []),
        ...Array.from({ length: ended }, (_, at): Fact => ({
          ...base,
          type: 'ended',
          version: `e${at}`,
          payload: { createdAt },
        })),
        ...(expires ? [enriched(1, { value: 'expired', final: true })] : []),
        ...Array.from({ length: revisions }, (_, at) => {
          const final = at + 1 >= finalFrom;
          return enriched(first + at, { value: final ? value : 'unknown', final });
        }),
      ];
    });

/** Facts of one to three calls on a task. */
export const facts: fc.Arbitrary<Fact[]> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), callFacts(0), callFacts(1), callFacts(2))
  .map(([count, ...calls]) => calls.slice(0, count).flat());

const DRAWS = 64;

/** Random numbers from one: an order of facts does not get simpler by smaller numbers, so a seed shrinks as well. */
export const draws: fc.Arbitrary<number[]> = fc.integer().map((seed) => {
  let state = seed;
  return Array.from({ length: DRAWS }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  });
});

/** Facts in some order, each once or twice. */
export const shuffledBy = (given: readonly Fact[], draws: readonly number[]): Fact[] =>
  [...given, ...given.filter((_, index) => (draws[index] ?? 0) % 3 === 0)]
    .map((fact, index) => ({ fact, at: draws[DRAWS - 1 - index] ?? 0 }))
    .sort((one, other) => one.at - other.at)
    .map(({ fact }) => fact);

interface ShownCall {
  readonly own: object;
  readonly fields: Readonly<Record<string, string>>;
}

/** A CRM and a ledger in memory; `apply` does what a round does. */
export class ModelTask {
  status = 'NOT_STARTED';
  body = 'Ring twice.';
  readonly calls = new Map<string, ShownCall>();
  readonly seen: Fact[] = [];
  /** Every status that we wrote, with the call that it was written for. */
  readonly statusWrites: { status: string; sessionId: string; over: string }[] = [];
  conflicts: readonly string[] = [];
  writes = 0;
  readonly #settled = new Map<string, SettledEffect>();
  readonly #fields = new Map<string, FieldLedger>();

  get latest(): string | undefined {
    return foldFacts(this.seen)?.latest.sessionId;
  }
  /** What we believe to have written last. */
  get written(): string | null {
    return this.#fields.get(STATUS_FIELD)?.written ?? null;
  }

  /** `crash` ends the round after that many requests, before the result of the last one is noted. */
  apply(batch: readonly Fact[], { crash = Infinity }: { crash?: number } = {}): void {
    this.seen.push(...batch);
    const desired = foldFacts(this.seen);
    if (!desired) return;
    const task = { status: this.status, body: this.body, contactIds: ['c-1'] };
    const ledger = { settled: this.#settled, fields: this.#fields };
    const { effects, fields, conflicts } = planEffects(desired, task, {
      ledger,
      presentation,
      capabilities,
    });
    for (const [name, field] of fields) this.#fields.set(name, field);
    this.conflicts = conflicts;
    let requests = 0;
    for (const effect of effects) {
      const touched = this.#touched(effect);
      for (const [name, value] of touched) this.#fields.set(name, intend(this.#fields.get(name)!, value));
      this.#send(effect);
      if ((requests += 1) >= crash) return;
      for (const [name, value] of touched) this.#fields.set(name, succeed(this.#fields.get(name)!, value));
      this.#settled.set(effect.key, { state: 'done', hash: effect.hash, remoteId: `r-${effect.sessionId}` });
    }
  }

  #touched(effect: Effect): [string, string][] {
    if (effect.kind !== 'task') return [];
    const { status, body } = effect.patch;
    const sections = [...this.#fields.keys()].filter((name) => name !== STATUS_FIELD);
    return [
      ...(status === undefined ? [] : [[STATUS_FIELD, status] as [string, string]]),
      ...(body === undefined
        ? []
        : sections.map((name): [string, string] => [name, sectionIn(body, name.slice(sectionField('').length)) ?? ''])),
    ];
  }

  #send(effect: Effect): void {
    this.writes += 1;
    if (effect.kind === 'call' || effect.kind === 'transcript') this.#put(effect);
    if (effect.kind !== 'task') return;
    const { status, body } = effect.patch;
    if (status !== undefined) {
      this.statusWrites.push({ status, sessionId: effect.sessionId, over: this.status });
      this.status = status;
    }
    this.body = body ?? this.body;
  }

  /** As a CRM does: what is not named stays; the text is ours as a whole, the transcript a part of it. */
  #put({ kind, sessionId, hash, record: { fields, ifEmpty, ...own } }: Effect & { kind: 'call' | 'transcript' }): void {
    const shown = this.calls.get(sessionId)?.fields ?? {};
    const isOpen = (name: string) =>
      shown[name] === undefined || (ifEmpty[name] ?? [shown[name]]).includes(shown[name]);
    const written = Object.entries(fields).filter(([name]) => isOpen(name));
    const transcript = kind === 'transcript' ? hash : undefined;
    this.calls.set(sessionId, { own: { ...own, transcript }, fields: { ...shown, ...Object.fromEntries(written) } });
  }

  /** What a person sees in the end; sections come in the order in which the calls ended. */
  get shown(): { status: string; calls: [string, ShownCall][]; body: string[] } {
    return {
      status: this.status,
      calls: [...this.calls].sort(([one], [other]) => (one < other ? -1 : 1)),
      body: this.body.split('\n\n').sort(),
    };
  }
}

export const runs = { numRuns: 10_000, seed: 20_261_126 };

/** Splits facts into rounds: a burst of events is one round. */
export const inRounds = (given: readonly Fact[], draw: readonly number[]): Fact[][] =>
  given.reduce<Fact[][]>((rounds, fact, index) => {
    if (index === 0 || (draw[index] ?? 0) % 2 === 0) rounds.push([fact]);
    else rounds.at(-1)?.push(fact);
    return rounds;
  }, []);

/** The task after these rounds. */
export const applied = (rounds: readonly (readonly Fact[])[]): ModelTask => {
  const task = new ModelTask();
  for (const round of rounds) task.apply(round);
  return task;
};

/** Jest's own comparison costs more than what is compared; it is asked to tell a difference, where there is one. */
export const isSame = isDeepStrictEqual;
