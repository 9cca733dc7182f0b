import { say } from '../say.ts';
import type { Check } from './check-calls.ts';
import { callFaults } from './check-calls.ts';
import type { Evidence } from './evidence.ts';
import type { Started, StartedCall } from './make-calls.ts';

const lastWriteAt = ({ taskId }: StartedCall, { writes }: Evidence): number | undefined => {
  const own = writes.filter(
    ({ objectType, id, method }) => objectType === 'tasks' && id === taskId && method === 'PATCH',
  );
  const last = own.at(-1);
  return last && Date.parse(last.at);
};

const row = (call: StartedCall, evidence: Evidence): string[] => {
  const task = evidence.tasks.find(({ id }) => id === call.taskId);
  const records = evidence.callRecords.filter(({ properties }) => properties.voice_call_id === call.sessionId).length;
  const deliveries = evidence.deliveries
    .filter(({ sessionId }) => sessionId === call.sessionId)
    .reduce((sum, { attempts }) => sum + attempts, 0);
  const at = lastWriteAt(call, evidence);
  return [
    String(call.number),
    call.taskId,
    call.outcome,
    `${deliveries}${call.duplicate ? ' (twice each)' : ''}${call.endedFirst ? ' (ended first)' : ''}`,
    task?.properties.hs_task_status ?? '?',
    String(records),
    at === undefined ? '-' : `${at - call.startedAt} ms`,
    callFaults(call, evidence).length === 0 ? 'ok' : 'WRONG',
  ];
};

const titles = ['call', 'task', 'outcome', 'webhooks', 'status', 'records', 'start to CRM', ''];

/** Prints the calls as a table and each promise with its verdict. True when all hold. */
export const report = (started: Started, evidence: Evidence, checks: readonly Check[]): boolean => {
  const table = [titles, ...started.calls.map((call) => row(call, evidence))];
  const widths = titles.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  say();
  for (const cells of table) say(`  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
  say();
  for (const { what, faults } of checks) {
    say(`  ${faults.length === 0 ? 'ok   ' : 'WRONG'}  ${what}`);
    for (const fault of faults.slice(0, 10)) say(`           ${fault}`);
  }
  return checks.every(({ faults }) => faults.length === 0);
};

/** Milliseconds since `since` when the first task was completed. */
export const firstCompletedMs = (started: Started, evidence: Evidence, since: number): number => {
  const completed = started.calls
    .filter(({ expectedStatus }) => expectedStatus === 'COMPLETED')
    .flatMap((call) => lastWriteAt(call, evidence) ?? []);
  return Math.min(...completed) - since;
};
