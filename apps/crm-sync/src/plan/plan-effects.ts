import { createHash } from 'node:crypto';
import type { CallRecord, Capabilities, TaskPatch, TaskSnapshot } from '@switchback/crm';
import type { CallState, Desired } from '../fold/fold-facts.ts';
import type { Statuses } from '../policy/policy.ts';
import { callText, withSection } from './call-section.ts';

/** What the ledger knows of a task. */
export interface Ledger {
  /** Effects that are done: key → hash of what was written, and the remote id. */
  readonly done: ReadonlyMap<string, { readonly hash: string; readonly remoteId: string | null }>;
  /** The status when the first call started, and what we wrote last. */
  readonly status: { readonly base: string; readonly written: string | null } | undefined;
}

export type Effect =
  | {
      readonly key: string;
      readonly hash: string;
      readonly kind: 'call';
      readonly sessionId: string;
      readonly record: CallRecord;
    }
  | {
      readonly key: string;
      readonly hash: string;
      readonly kind: 'link';
      readonly sessionId: string;
      readonly contactId: string;
    }
  | { readonly key: string; readonly hash: string; readonly kind: 'task'; readonly patch: TaskPatch };

export interface Plan {
  readonly effects: readonly Effect[];
  /** Fields that a person has changed and that are left alone. */
  readonly conflicts: readonly string[];
}

export const callEffectKey = (sessionId: string): string => `call.upsert:${sessionId}`;

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const recordOf = (call: CallState): CallRecord => ({
  title: `AI call: ${call.outcome.replace('_', ' ')}`,
  body: callText(call),
  direction: call.direction === 'INBOUND' ? 'INBOUND' : 'OUTBOUND',
  startedAt: call.createdAt ?? new Date(0).toISOString(),
  talkSeconds: call.talkSeconds,
  outcome: call.outcome,
});

const callEffects = (call: CallState, task: TaskSnapshot, { done }: Ledger): Effect[] => {
  const record = recordOf(call);
  const upsert: Effect = {
    kind: 'call',
    key: callEffectKey(call.sessionId),
    hash: hashOf(record),
    sessionId: call.sessionId,
    record,
  };
  const links = task.contactIds.map((contactId): Effect => ({
    kind: 'link',
    key: `link:${call.sessionId}:${contactId}`,
    hash: contactId,
    sessionId: call.sessionId,
    contactId,
  }));
  return [upsert, ...links].filter(({ key, hash }) => done.get(key)?.hash !== hash);
};

/** A person's edit wins: we write only over what we wrote, or over what was there when the call started. */
const mayWriteStatus = (task: TaskSnapshot, { status }: Ledger, { closedStatuses }: Capabilities): boolean =>
  status ? task.status === status.written || task.status === status.base : !closedStatuses.includes(task.status);

/**
 * Desired state minus what the CRM shows and the ledger has: the effects to run, in order. Pure. Nothing is left to do
 * once they have run; a plan made from any state in between finishes the rest.
 */
export const planEffects = (
  desired: Desired,
  task: TaskSnapshot,
  rules: { ledger: Ledger; statuses: Statuses; capabilities: Capabilities },
): Plan => {
  const { ledger, statuses, capabilities } = rules;
  const { latest } = desired;
  const over = desired.calls.filter(({ final }) => final);
  const wanted = latest.final ? statuses[latest.outcome] : statuses.inFlight;
  const conflict = task.status !== wanted && !mayWriteStatus(task, ledger, capabilities);
  const body = over.reduce(withSection, task.body);
  const patch: TaskPatch = {
    ...(task.status !== wanted && !conflict && { status: wanted }),
    ...(body !== task.body && body.length <= capabilities.bodyMax && { body }),
  };
  const key = `${latest.final ? (capabilities.closedStatuses.includes(wanted) ? 'task.complete' : 'task.release') : 'task.lock'}:${latest.sessionId}`;
  const taskEffect: Effect[] = Object.keys(patch).length > 0 ? [{ kind: 'task', key, hash: hashOf(patch), patch }] : [];
  return {
    effects: [...over.flatMap((call) => callEffects(call, task, ledger)), ...taskEffect],
    conflicts: conflict ? ['status'] : [],
  };
};
