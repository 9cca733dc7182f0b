import type { Evidence } from './evidence.ts';
import type { Started, StartedCall } from './make-calls.ts';

const occurrences = (text: string, part: string): number => text.split(part).length - 1;
const linkOf = (sessionId: string): string => `https://app.agntix.ai/en/logs-history?opened=${sessionId}`;

const textFaults = (where: string, text: string, { sessionId, outcome }: StartedCall): string[] => [
  ...(text.includes(linkOf(sessionId)) ? [] : [`${where} has no link`]),
  ...(outcome !== 'connected' || text.includes(`(call ${sessionId.slice(0, 8)})`) ? [] : [`${where} has no summary`]),
];

const writeFaults = (
  { taskId, sessionId }: StartedCall,
  { writes }: Evidence,
  callId: string | undefined,
): string[] => {
  const patches = writes.filter(
    ({ objectType, id, method }) => objectType === 'tasks' && id === taskId && method === 'PATCH',
  );
  const upserts = writes.filter(({ objectType, id }) => objectType === 'calls' && id === callId);
  return [
    // Lock and result; a call that had ended before it was created needs no lock.
    ...(patches.length >= 1 && patches.length <= 2 && patches.every(({ result }) => result === 'updated')
      ? []
      : [`the task was written ${patches.length} times`]),
    ...(upserts.length === 1 ? [] : [`the call record of ${sessionId} was written ${upserts.length} times`]),
  ];
};

/** What is wrong with one call; empty when it ended as it must. */
export const callFaults = (call: StartedCall, evidence: Evidence): string[] => {
  const { taskId, contactId, sessionId, expectedStatus } = call;
  const task = evidence.tasks.find(({ id }) => id === taskId);
  const body = task?.properties.hs_task_body ?? '';
  const records = evidence.callRecords.filter(({ properties }) => properties.voice_call_id === sessionId);
  const [record] = records;
  const linked = record?.associations?.contacts?.results.some(({ id }) => id === contactId) ?? false;
  return [
    ...(task?.properties.hs_task_status === expectedStatus
      ? []
      : [`the status is ${task?.properties.hs_task_status ?? 'unknown'}, not ${expectedStatus}`]),
    ...(occurrences(body, `[call ${sessionId}]`) === 1 ? [] : ['the task does not have its section exactly once']),
    ...textFaults('the task', body, call),
    ...(records.length === 1 ? [] : [`there are ${records.length} call records`]),
    ...textFaults('the call record', record?.properties.hs_call_body ?? '', call),
    ...(linked ? [] : ['the call record is not linked to the contact']),
    ...writeFaults(call, evidence, record?.id),
  ];
};

export interface Check {
  readonly what: string;
  readonly faults: readonly string[];
}

/** Writes that belong to none of the calls, and links written more or less often than once for each. */
export const foreignWrites = (
  { calls }: { readonly calls: readonly StartedCall[] },
  { writes, callRecords }: Evidence,
): string[] => {
  const callIds = callRecords
    .filter(({ properties }) => calls.some(({ sessionId }) => sessionId === properties.voice_call_id))
    .map(({ id }) => id);
  const links = calls.map(
    ({ sessionId, contactId }) =>
      `${callRecords.find(({ properties }) => properties.voice_call_id === sessionId)?.id ?? ''}-${contactId}`,
  );
  const known = new Set([
    ...calls.flatMap(({ taskId, contactId }) => [`tasks/${taskId}`, `contacts/${contactId}`]),
    ...callIds.map((id) => `calls/${id}`),
    ...links.map((id) => `calls_to_contacts/${id}`),
  ]);
  const foreign = writes.filter(({ objectType, id }) => !known.has(`${objectType}/${id}`));
  const linkWrites = writes.filter(({ objectType }) => objectType === 'calls_to_contacts').length;
  return [
    ...foreign.map(({ method, objectType, id }) => `${method} ${objectType} ${id}`),
    ...(linkWrites === calls.length ? [] : [`${linkWrites} links were written for ${calls.length} calls`]),
  ];
};

/** Every promise of the sample, each with what speaks against it. */
export const checkCalls = (started: Started, evidence: Evidence): Check[] => {
  const { calls, chatSessionId, unknownEventId } = started;
  const byCall = calls.flatMap((call) => callFaults(call, evidence).map((fault) => `call ${call.number}: ${fault}`));
  const undelivered = evidence.deliveries.filter(({ delivered }) => !delivered).length;
  const unknown = evidence.events.filter(
    ({ key, headers }) => key === unknownEventId && headers.ce_type === 'ai.agntix.session.paused',
  );
  const syncedTasks = new Set(evidence.synced.map(({ key }) => key));
  const unsynced = calls.filter(({ taskId }) => !syncedTasks.has(`demo-crm:${taskId}`)).length;
  return [
    { what: 'each task ended as its call did, once, with summary and link', faults: byCall },
    {
      what: 'the chat without variables is stored as unmatched',
      faults: evidence.unmatched.some(({ sessionId }) => sessionId === chatSessionId) ? [] : ['it is not'],
    },
    {
      what: 'the unknown event type is in the topic',
      faults: unknown.length === 1 ? [] : [`it is there ${unknown.length} times`],
    },
    { what: 'every webhook was delivered', faults: undelivered === 0 ? [] : [`${undelivered} were not`] },
    { what: 'each task has its synced event', faults: unsynced === 0 ? [] : [`${unsynced} tasks have none`] },
    {
      what: 'nothing else was written, nothing dead-lettered',
      faults: [
        ...foreignWrites(started, evidence),
        ...(evidence.deadLetters > 0 ? [`${evidence.deadLetters} dead letters`] : []),
      ],
    },
  ];
};
