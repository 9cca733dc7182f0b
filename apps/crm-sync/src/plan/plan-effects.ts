import { createHash } from 'node:crypto';
import type { TaskPatch, TaskSnapshot } from '@switchback/crm';
import { callRecord, wantedTranscript } from '@switchback/crm-mapping';
import type { CallState, Desired, PresentedCall, Presentation } from '@switchback/crm-mapping';
import type { FieldLedger } from './field-ledger.ts';
import type { Ledger } from './ledger.ts';
import { planTask } from './plan-task.ts';
import type { PlanRules } from './plan-task.ts';

interface EffectBase {
  readonly key: string;
  /** Of what is written: the same hash again means that there is nothing to do. */
  readonly hash: string;
  readonly sessionId: string;
}

export type Effect = EffectBase &
  (
    | { readonly kind: 'call'; readonly record: PresentedCall }
    /** The record once more, with the transcript behind its text. */
    | { readonly kind: 'transcript'; readonly record: PresentedCall }
    | { readonly kind: 'link'; readonly contactId: string }
    | { readonly kind: 'task'; readonly patch: TaskPatch }
  );

export interface Plan {
  readonly effects: readonly Effect[];
  /** Fields that a person has changed and that are left alone. */
  readonly conflicts: readonly string[];
  readonly fields: ReadonlyMap<string, FieldLedger>;
}

export const callEffectKey = (sessionId: string): string => `call.upsert:${sessionId}`;

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

interface EndedCall {
  readonly call: CallState;
  readonly record: PresentedCall;
  readonly hash: string;
}

const endedCall = (call: CallState, presentation: Presentation): EndedCall => {
  const record = callRecord(call, presentation);
  return { call, record, hash: hashOf(record) };
};

const callEffects = ({ call: { sessionId }, record, hash }: EndedCall, task: TaskSnapshot): Effect[] => [
  { kind: 'call', key: callEffectKey(sessionId), hash, sessionId, record },
  ...task.contactIds.map((contactId): Effect => ({
    kind: 'link',
    key: `link:${sessionId}:${contactId}`,
    hash: contactId,
    sessionId,
    contactId,
  })),
];

/** Last, so that it holds up nothing. What it depends on is in its hash: a record that changes has lost it. */
const transcriptEffects = ({ call, record, hash }: EndedCall, presentation: Presentation): Effect[] => {
  const sha256 = wantedTranscript(call, presentation);
  if (sha256 === undefined) return [];
  const { sessionId } = call;
  const key = `transcript.put:${sessionId}`;
  return [{ kind: 'transcript', key, hash: hashOf([hash, sha256]), sessionId, record }];
};

/** Links need their record: without one, made or about to be made, there is nothing to link. */
const withoutOrphans = (effects: readonly Effect[], { settled }: Ledger): Effect[] =>
  effects.filter(({ kind, sessionId }) => {
    const record = callEffectKey(sessionId);
    return (
      kind !== 'link' || (settled.get(record)?.remoteId ?? null) !== null || effects.some(({ key }) => key === record)
    );
  });

/** What the ledger has with the same hash is done, or was refused and would be again. */
const isSettled = ({ key, hash, kind }: Effect, { settled }: Ledger): boolean => {
  const known = settled.get(key);
  // Of the task itself, what it shows decides, and not what was once written.
  return known?.hash === hash && (kind !== 'task' || known.state === 'dead');
};

/**
 * Desired state minus what the CRM shows and the ledger has: the effects to run, in order. Pure. Nothing is left to do
 * once they have run; a plan made from any state in between finishes the rest.
 */
export const planEffects = (desired: Desired, task: TaskSnapshot, rules: PlanRules): Plan => {
  const { latest } = desired;
  const { patch, wanted, conflicts, fields } = planTask(desired, task, rules);
  const { closedStatuses } = rules.capabilities;
  const ending = closedStatuses.includes(wanted) ? 'task.complete' : 'task.release';
  const key = `${latest.final ? ending : 'task.lock'}:${latest.sessionId}`;
  const own: Effect = { kind: 'task', key, hash: hashOf(patch), sessionId: latest.sessionId, patch };
  const { presentation } = rules;
  const ended = desired.calls.filter(({ final }) => final).map((call) => endedCall(call, presentation));
  const calls = ended.flatMap((call) => callEffects(call, task));
  // The task first: the CRM cannot compare, so the moment between reading it and writing it is to be short.
  const needed = [...(Object.keys(patch).length > 0 ? [own] : []), ...calls].filter(
    (effect) => !isSettled(effect, rules.ledger),
  );
  // A record that is written again, whatever for, is without its transcript then.
  const rewritten = new Set(needed.flatMap(({ kind, sessionId }) => (kind === 'call' ? [sessionId] : [])));
  const transcripts = ended
    .flatMap((call) => transcriptEffects(call, presentation))
    .filter((effect) => rewritten.has(effect.sessionId) || !isSettled(effect, rules.ledger));
  return {
    effects: [...withoutOrphans(needed, rules.ledger), ...transcripts],
    conflicts,
    fields,
  };
};
