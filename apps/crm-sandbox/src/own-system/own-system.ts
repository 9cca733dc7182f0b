import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AuditLog } from '../audit/audit-log.ts';

export const ownStatuses = ['open', 'calling', 'waiting', 'done'] as const;
type OwnStatus = (typeof ownStatuses)[number];

interface OwnTask {
  readonly id: string;
  status: OwnStatus;
  notes: string;
  readonly contacts: readonly { readonly id: string }[];
}
interface OwnCall {
  readonly id: string;
  readonly sessionId: string;
  properties: Readonly<Record<string, unknown>>;
  readonly contactIds: Set<string>;
}

const asTexts = (properties: object): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)]));

/** What a request may say of a task; what it leaves out stays as it is. */
interface OwnTaskChange {
  readonly status?: OwnStatus | undefined;
  readonly notes?: string | undefined;
}

/** A system that a team wrote for itself: tasks, and calls that are created or changed by the session's id. */
export class OwnSystem {
  readonly tasks = new Map<string, OwnTask>();
  /** By session id. */
  readonly calls = new Map<string, OwnCall>();
  readonly #audit: AuditLog;

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }

  addTask(given: OwnTaskChange & { contactIds?: readonly string[] | undefined }): OwnTask {
    const { status = 'open', notes = '', contactIds = [] } = given;
    const task: OwnTask = { id: randomUUID(), status, notes, contacts: contactIds.map((id) => ({ id })) };
    this.tasks.set(task.id, task);
    return task;
  }

  changeTask(task: OwnTask, change: OwnTaskChange, method = 'PATCH'): void {
    const before = { ...task };
    task.status = change.status ?? task.status;
    task.notes = change.notes ?? task.notes;
    const result = isDeepStrictEqual(before, task) ? 'unchanged' : 'updated';
    const of = { objectType: 'own-tasks', id: task.id, properties: asTexts(change) };
    this.#audit.add({ method, path: `/api/tasks/${task.id}`, ...of, result });
  }

  putCall(sessionId: string, properties: Readonly<Record<string, unknown>>): OwnCall {
    const known = this.calls.get(sessionId);
    const call = known ?? { id: randomUUID(), sessionId, properties, contactIds: new Set<string>() };
    const isSame = known && isDeepStrictEqual(known.properties, properties);
    call.properties = properties;
    this.calls.set(sessionId, call);
    const of = { objectType: 'own-calls', id: call.id, properties: asTexts(properties) };
    const result = known ? (isSame ? 'unchanged' : 'updated') : 'created';
    this.#audit.add({ method: 'PUT', path: `/api/calls/${sessionId}`, ...of, result });
    return call;
  }

  link(callId: string, contactId: string): OwnCall | undefined {
    const call = [...this.calls.values()].find(({ id }) => id === callId);
    if (!call) return undefined;
    const result = call.contactIds.has(contactId) ? 'unchanged' : 'created';
    call.contactIds.add(contactId);
    const of = { objectType: 'own-links', id: `${callId}-${contactId}`, properties: {} };
    this.#audit.add({ method: 'PUT', path: `/api/calls/${callId}/contacts/${contactId}`, ...of, result });
    return call;
  }
}
