import type { CrmConnector, TaskSnapshot } from '@switchback/crm';
import { codeOf, dispositionOf } from '@switchback/failure';
import { callEffectKey } from '../plan/plan-effects.ts';
import type { Effect } from '../plan/plan-effects.ts';
import type { Db } from '../store/database.ts';
import { noteBaseStatus, noteIntent, noteResult, noteWrittenStatus } from '../store/ledger.ts';
import { renewLease } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';

export interface EffectRun {
  readonly db: Db;
  readonly connector: CrmConnector;
  readonly lease: Lease;
  readonly task: TaskSnapshot;
  /** Remote ids of call records, by effect key; grows as effects run. */
  readonly remoteIds: Map<string, string>;
}

const send = async ({ connector, lease, remoteIds }: EffectRun, effect: Effect): Promise<string | null> => {
  switch (effect.kind) {
    case 'call': {
      const id = await connector.putCall(effect.sessionId, effect.record);
      remoteIds.set(effect.key, id);
      return id;
    }
    case 'link':
      await connector.linkCall(remoteIds.get(callEffectKey(effect.sessionId)) ?? '', effect.contactId);
      return null;
    case 'task':
      await connector.writeTask(lease.taskId, effect.patch);
      return null;
  }
};

/**
 * One effect: intent, request, result, each fenced; no transaction is open during the request. What failed ambiguously
 * stays `uncertain`: the next plan is made from a fresh read, call records are upserts by key, links and patches are
 * absolute, so sending again cannot double anything.
 */
export const runEffect = async (run: EffectRun, effect: Effect): Promise<void> => {
  const { db, lease, task } = run;
  await renewLease(db, lease);
  const newStatus = effect.kind === 'task' ? effect.patch.status : undefined;
  if (newStatus !== undefined) await noteBaseStatus(db, lease, task.status);
  await noteIntent(db, lease, effect);
  try {
    const remoteId = await send(run, effect);
    if (newStatus !== undefined) await noteWrittenStatus(db, lease, newStatus);
    await noteResult(db, lease, { key: effect.key, state: 'done', remoteId });
  } catch (error) {
    if (dispositionOf(error) === 'uncertain')
      await noteResult(db, lease, { key: effect.key, state: 'uncertain', code: codeOf(error) });
    throw error;
  }
};
