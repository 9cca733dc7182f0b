import type { Capabilities } from '@switchback/crm';
import fc from 'fast-check';
import { planEffects } from '../src/plan/plan-effects.ts';
import type { Ledger } from '../src/plan/plan-effects.ts';
import type { Statuses } from '../src/policy/policy.ts';
import type { Fact } from '../src/fold/fact.ts';
import { foldFacts } from '../src/fold/fold-facts.ts';

export const defaultStatuses: Statuses = {
  inFlight: 'IN_PROGRESS',
  connected: 'COMPLETED',
  no_answer: 'NOT_STARTED',
  busy: 'NOT_STARTED',
  voicemail: 'NOT_STARTED',
  failed: 'NOT_STARTED',
  expired: 'NOT_STARTED',
  unknown: 'WAITING',
};
const capabilities: Capabilities = {
  cas: 'none',
  keyedCreate: 'upsert',
  callRecord: 'separate',
  closedStatuses: ['COMPLETED'],
  bodyMax: 65_536,
};

const starts = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
const outcomes = fc.constantFrom(
  'connected',
  'no_answer',
  'busy',
  'voicemail',
  'failed',
  'unknown',
) as fc.Arbitrary<'connected'>;

/** The facts of one call: created, one or two different ended, revisions of which a later one is final. */
const callFacts = (index: number): fc.Arbitrary<Fact[]> =>
  fc
    .record({
      created: fc.boolean(),
      ended: fc.integer({ min: 0, max: 2 }),
      revisions: fc.integer({ min: 0, max: 3 }),
      final: fc.boolean(),
      value: outcomes,
    })
    .map(({ created, ended, revisions, final, value }) => {
      const base = { sessionId: `s-${index}` };
      const createdAt = starts[index] ?? null;
      return [
        ...(created ? [{ ...base, type: 'created' as const, version: 'c', payload: { createdAt } }] : []),
        ...Array.from({ length: ended }, (_, at) => ({
          ...base,
          type: 'ended' as const,
          version: `e${at}`,
          payload: { createdAt },
        })),
        ...Array.from({ length: revisions }, (_, at) => ({
          ...base,
          type: 'enriched' as const,
          version: String(at + 1),
          // A final outcome never changes after.
          payload: {
            createdAt,
            revision: at + 1,
            outcome: { value, final: final && at > 0 },
            summary: `revision ${at + 1}`,
          },
        })),
      ];
    });

/** Facts of one to three calls on a task. */
export const facts: fc.Arbitrary<Fact[]> = fc
  .integer({ min: 1, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => callFacts(index))))
  .map((calls) => calls.flat());

interface State {
  status: string;
  /** Sessions with a call record. */
  calls: string[];
}

/** Applies batches of facts, one plan after each, to a CRM and a ledger in memory. */
export const finalStates = (
  batches: readonly (readonly Fact[])[],
  { editAfterFirst }: { editAfterFirst?: string } = {},
): { last: State; writes: number; wentBack: boolean } => {
  const task = { status: 'NOT_STARTED', body: '', contactIds: ['c-1'] };
  const done = new Map<string, { hash: string; remoteId: string | null }>();
  let status: Ledger['status'];
  const seen: Fact[] = [];
  let writes = 0;
  let settledBy: string | undefined;
  let wentBack = false;
  batches.forEach((batch, index) => {
    seen.push(...batch);
    const desired = foldFacts(seen);
    if (!desired) return;
    const { effects } = planEffects(desired, task, {
      ledger: { done, status },
      statuses: defaultStatuses,
      capabilities,
    });
    for (const effect of effects) {
      writes += 1;
      if (effect.kind === 'task') {
        const { status: next, body } = effect.patch;
        // Back in flight after an end, without a later call: that would be a call taken back.
        if (next === 'IN_PROGRESS' && settledBy === desired.latest.sessionId) wentBack = true;
        if (next !== undefined) {
          status = { base: status?.base ?? task.status, written: next };
          task.status = next;
        }
        task.body = body ?? task.body;
      }
      done.set(effect.key, { hash: effect.hash, remoteId: effect.kind === 'call' ? `r-${effect.sessionId}` : null });
    }
    if (desired.latest.final) settledBy = desired.latest.sessionId;
    if (index === 0 && editAfterFirst !== undefined) task.status = editAfterFirst;
  });
  const calls = [...done.keys()]
    .flatMap((key) => (key.startsWith('call.upsert:') ? [key.slice('call.upsert:'.length)] : []))
    .sort();
  return { last: { status: task.status, calls }, writes, wentBack };
};
