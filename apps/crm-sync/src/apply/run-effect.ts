import { createHash } from 'node:crypto';
import type { CallRecord, CrmConnector, ShownTask } from '@switchback/crm';
import { sectionIn, withTranscript } from '@switchback/crm-mapping';
import type { PresentedCall } from '@switchback/crm-mapping';
import { codeOf, dispositionOf } from '@switchback/failure';
import { intend, succeed } from '../plan/field-ledger.ts';
import type { FieldLedger } from '../plan/field-ledger.ts';
import { STATUS_FIELD, sessionOfSection } from '../plan/ledger.ts';
import { callEffectKey } from '../plan/plan-effects.ts';
import type { Effect } from '../plan/plan-effects.ts';
import type { Db } from '../store/database.ts';
import type { Lease } from '../store/lease.ts';
import type { EffectResult, Unnoted } from '../store/ledger-sql.ts';
import { noteIntent, noteResult } from '../store/note-effect.ts';

export interface EffectRun {
  readonly db: Db;
  readonly connector: CrmConnector;
  readonly lease: Lease;
  readonly settleMs: number;
  readonly fields: ReadonlyMap<string, FieldLedger>;
  /** What the next statement is to note; grows as effects run. */
  unnoted: Pick<Unnoted, 'result' | 'fields'>;
  /** Remote ids of call records, by effect key; grows as effects run. */
  readonly remoteIds: Map<string, string>;
  /** The text of a session's transcript; undefined where there is none any more. */
  readonly readTranscript: (sessionId: string) => Promise<string | undefined>;
}

/**
 * `dead`: the CRM takes it neither now nor later; `waiting`: what is to be written cannot be had now. The other effects of
 * the task go on.
 */
export type EffectEnd = { readonly key: string; readonly state: 'done' | 'dead' | 'waiting'; readonly code?: string };

interface Answer {
  readonly remoteId: string | null;
  readonly shown: ShownTask;
}

/**
 * Names one write: the same again under the same lease is the same write. Under a later lease it is another one, because
 * something older may have been committed in between.
 */
const onceOf = ({ connection, taskId, fence }: Lease, { key, hash }: Effect): string =>
  createHash('sha256')
    .update(JSON.stringify([connection, taskId, key, hash, String(fence)]))
    .digest('hex');

/** Without the fields that are filled by somebody else and are to be left alone then. */
const withoutFilled = async (
  { connector }: EffectRun,
  sessionId: string,
  { ifEmpty, ...record }: PresentedCall,
): Promise<CallRecord> => {
  const names = Object.keys(ifEmpty).filter((name) => Object.hasOwn(record.fields, name));
  if (names.length === 0) return record;
  const shown = (await connector.findCall(sessionId, names))?.fields ?? {};
  const isForeign = (name: string) => shown[name] !== undefined && ifEmpty[name]?.includes(shown[name]) === false;
  return { ...record, fields: Object.fromEntries(Object.entries(record.fields).filter(([name]) => !isForeign(name))) };
};

const withText = (record: CallRecord, transcript: string | undefined, { connector }: EffectRun): CallRecord =>
  transcript === undefined
    ? record
    : { ...record, body: withTranscript(record.body, transcript, connector.capabilities.bodyMax) };

const send = async (run: EffectRun, effect: Effect): Promise<Answer> => {
  const { connector, lease, remoteIds } = run;
  const once = onceOf(lease, effect);
  switch (effect.kind) {
    case 'call': {
      const id = await connector.putCall(
        effect.sessionId,
        await withoutFilled(run, effect.sessionId, effect.record),
        once,
      );
      remoteIds.set(effect.key, id);
      return { remoteId: id, shown: {} };
    }
    case 'transcript': {
      const text = await run.readTranscript(effect.sessionId);
      const record = withText(await withoutFilled(run, effect.sessionId, effect.record), text, run);
      return { remoteId: await connector.putCall(effect.sessionId, record, once), shown: {} };
    }
    case 'link':
      await connector.linkCall(remoteIds.get(callEffectKey(effect.sessionId)) ?? '', effect.contactId, once);
      return { remoteId: null, shown: {} };
    case 'task':
      return { remoteId: null, shown: await connector.writeTask(lease.taskId, effect.patch, once) };
  }
};

/** The value that a text or status gives each field of ours. */
const valuesIn = ({ status, body }: ShownTask, fields: Iterable<string>): Map<string, string> => {
  const values = new Map<string, string>();
  for (const field of fields) {
    const sessionId = sessionOfSection(field);
    if (field === STATUS_FIELD && status !== undefined) values.set(field, status);
    if (sessionId !== undefined && body !== undefined) values.set(field, sectionIn(body, sessionId) ?? '');
  }
  return values;
};

const mapped = (
  fields: ReadonlyMap<string, FieldLedger>,
  values: ReadonlyMap<string, string>,
  change: (field: FieldLedger, value: string) => FieldLedger,
): ReadonlyMap<string, FieldLedger> =>
  new Map(
    [...fields].flatMap(([name, field]) => {
      const value = values.get(name);
      return value === undefined ? [] : [[name, change(field, value)] as const];
    }),
  );

/** The end of an effect that failed. Throws what the round cannot go on after. */
const failed = (
  error: unknown,
  { key, kind }: Effect,
): EffectResult & { readonly code: string; readonly isEnd: boolean } => {
  const code = codeOf(error);
  switch (dispositionOf(error)) {
    case 'uncertain':
      return { key, state: 'uncertain', code, isEnd: true };
    case 'dead-letter':
    case 'discard':
      // A task that is gone is for the next round to find out; a contact that is must not keep the task open.
      return kind === 'task' && code === 'CRM_RECORD_GONE'
        ? { key, state: 'refused', code, isEnd: true }
        : { key, state: 'dead', code, isEnd: false };
    default:
      return { key, state: 'refused', code, isEnd: code !== 'TRANSCRIPT_UNAVAILABLE' };
  }
};

/**
 * One effect: intent, request, result; no transaction is open during the request. The result is noted by the statement
 * that follows, whatever that is: the next intent, or the round's end. What failed ambiguously stays `uncertain`: the
 * next plan starts from a fresh read, call records are upserts by key, links and patches are absolute, so that sending
 * again doubles nothing, and once it can no longer come late it is looked at again.
 */
export const runEffect = async (run: EffectRun, effect: Effect): Promise<EffectEnd> => {
  const { db, lease, settleMs } = run;
  const { key } = effect;
  const intended = valuesIn(effect.kind === 'task' ? effect.patch : {}, run.fields.keys());
  const before = mapped(run.fields, intended, (field) => field);
  const open = mapped(before, intended, intend);
  const { unnoted } = run;
  run.unnoted = { fields: new Map() };
  await noteIntent(db, lease, { ...unnoted, fields: new Map([...unnoted.fields, ...open]), settleMs, intent: effect });
  try {
    const { remoteId, shown } = await send(run, effect);
    const fields = mapped(open, new Map([...intended, ...valuesIn(shown, before.keys())]), succeed);
    run.unnoted = { result: { key, state: 'done', remoteId }, fields };
    return { key, state: 'done' };
  } catch (error) {
    const { isEnd, ...result } = failed(error, effect);
    const unsettled = mapped(open, intended, (field) => ({ ...field, isUnsettled: true }));
    await noteResult(db, lease, { result, fields: result.state === 'uncertain' ? unsettled : before, settleMs });
    if (isEnd) throw error;
    return { key, state: result.state === 'dead' ? 'dead' : 'waiting', code: result.code };
  }
};
