import type { Capabilities, TaskPatch, TaskSnapshot } from '@switchback/crm';
import { sectionIn, statusOf, withSection } from '@switchback/crm-mapping';
import type { CallState, Desired, Presentation } from '@switchback/crm-mapping';
import { isOurs, sight, succeed } from './field-ledger.ts';
import type { FieldLedger } from './field-ledger.ts';
import { STATUS_FIELD, sectionField } from './ledger.ts';
import type { Ledger } from './ledger.ts';

export interface TaskPlan {
  readonly patch: TaskPatch;
  readonly wanted: string;
  /** Fields that a person has changed and that are left alone. */
  readonly conflicts: readonly string[];
  /** The fields as they are now known, before anything is written. */
  readonly fields: ReadonlyMap<string, FieldLedger>;
}

/** The status as the latest call finds it: a later call goes on from any open status, but reopens only what we closed. */
const statusFor = (latest: CallState, task: TaskSnapshot, rules: PlanRules): FieldLedger => {
  const known = rules.ledger.fields.get(STATUS_FIELD);
  if (known?.sessionId === latest.sessionId) return known;
  const isTakeable = !rules.capabilities.closedStatuses.includes(task.status);
  return sight(known, { sessionId: latest.sessionId, value: task.status, isTakeable });
};

/** Our section of a call as it is: taken where there was none before, and left alone once a person has touched it. */
const sectionFor = (call: CallState, task: TaskSnapshot, { ledger }: PlanRules): FieldLedger =>
  ledger.fields.get(sectionField(call.sessionId)) ??
  sight(undefined, { sessionId: call.sessionId, value: sectionIn(task.body, call.sessionId) ?? '', isTakeable: true });

export interface PlanRules {
  readonly ledger: Ledger;
  readonly presentation: Presentation;
  readonly capabilities: Capabilities;
}

/** What is to be written into the task itself. A person's edit wins: what is not ours is reported and left alone. */
export const planTask = (desired: Desired, task: TaskSnapshot, rules: PlanRules): TaskPlan => {
  const { presentation, capabilities } = rules;
  const { latest } = desired;
  const wanted = statusOf(latest, presentation);
  const found = statusFor(latest, task, rules);
  const isForeign = task.status !== wanted && !isOurs(found, task.status);
  // It shows what is wanted, and we may have been the one: a crash after the request, before its result.
  const status = task.status === wanted && isOurs(found, wanted) ? succeed(found, wanted) : found;
  const sections = desired.calls
    .filter(({ final }) => final)
    .map((call) => ({
      call,
      field: sectionFor(call, task, rules),
      shown: sectionIn(task.body, call.sessionId) ?? '',
    }));
  const edited = sections.filter(({ field, shown }) => !isOurs(field, shown));
  const body = sections
    .filter((section) => !edited.includes(section))
    .reduce((text, { call }) => withSection(text, call, presentation), task.body);
  return {
    wanted,
    patch: {
      ...(task.status !== wanted && !isForeign && { status: wanted }),
      ...(body !== task.body && body.length <= capabilities.bodyMax && { body }),
    },
    conflicts: [...(isForeign ? [STATUS_FIELD] : []), ...edited.map(({ call }) => sectionField(call.sessionId))],
    fields: new Map([
      [STATUS_FIELD, status],
      ...sections.map(({ call, field }) => [sectionField(call.sessionId), field] as const),
    ]),
  };
};
