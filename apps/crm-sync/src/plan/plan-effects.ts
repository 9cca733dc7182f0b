import { createHash } from 'node:crypto';
import type { CallRecord, TaskPatch, TaskSnapshot } from '@switchback/crm';
import { callRecord } from '@switchback/crm-mapping';
import type { CallState, Desired, Presentation } from '@switchback/crm-mapping';
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
    | { readonly kind: 'call'; readonly record: CallRecord }
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

const callEffects = (call: CallState, task: TaskSnapshot, presentation: Presentation): Effect[] => {
  const { sessionId } = call;
  const record = callRecord(call, presentation);
  return [
    { kind: 'call', key: callEffectKey(sessionId), hash: hashOf(record), sessionId, record },
    ...task.contactIds.map((contactId): Effect => ({
      kind: 'link',
      key: `link:${sessionId}:${contactId}`,
      hash: contactId,
      sessionId,
      contactId,
    })),
  ];
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
  const calls = desired.calls
    .filter(({ final }) => final)
    .flatMap((call) => callEffects(call, task, rules.presentation));
  const needed = [...calls, ...(Object.keys(patch).length > 0 ? [own] : [])];
  return {
    effects: withoutOrphans(
      needed.filter((effect) => !isSettled(effect, rules.ledger)),
      rules.ledger,
    ),
    conflicts,
    fields,
  };
};
