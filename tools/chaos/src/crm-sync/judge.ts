import type { Check } from '../area.ts';
import type { MadeCall } from './call-events.ts';
import type { CrmRecord } from './crm-world.ts';

export interface Found {
  readonly tasks: readonly CrmRecord[];
  readonly calls: readonly CrmRecord[];
  /** Effects that are neither done nor settled, as the service shows them. */
  readonly open: number;
}

const sectionsOf = (task: CrmRecord | undefined, { sessionId }: MadeCall): number =>
  (task?.properties.hs_task_body ?? '').split(`[call ${sessionId}]`).length - 1;

/** Every call has one record and one section, its task is completed and keeps what a person wrote. */
export const judge = (made: readonly MadeCall[], { tasks, calls, open }: Found): Check[] => {
  const records = Map.groupBy(calls, ({ properties }) => properties.voice_call_id ?? '');
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const countOf = ({ sessionId }: MadeCall) => records.get(sessionId)?.length ?? 0;
  const doubled = made.filter((call) => countOf(call) > 1 || sectionsOf(byId.get(call.taskId), call) > 1);
  const lost = made.filter(
    (call) =>
      countOf(call) === 0 ||
      sectionsOf(byId.get(call.taskId), call) === 0 ||
      byId.get(call.taskId)?.properties.hs_task_status !== 'COMPLETED',
  );
  const overwritten = made.filter(
    ({ taskId }) => byId.get(taskId)?.properties.hs_task_body?.startsWith('Mine.') !== true,
  );
  const check = (name: string, ids: readonly MadeCall[]): Check => ({
    check: name,
    ok: made.length > 0 && ids.length === 0,
    detail: `${ids.length} of ${made.length}${ids[0] ? `, the first ${ids[0].sessionId}` : ''}`,
  });
  return [
    check('calls written twice', doubled),
    check('calls lost, or left in flight', lost),
    check("people's texts written over", overwritten),
    { check: 'effects of unknown end', ok: open === 0, detail: String(open) },
  ];
};
