import { Failure, codeOf } from '@switchback/failure';
import type {
  CallRecord,
  Capabilities,
  CrmConnector,
  FoundCall,
  Gate,
  SetupFinding,
  ShownTask,
  TaskPatch,
  TaskSnapshot,
} from '../port.ts';
import { CrmHttp } from '../request/crm-http.ts';
import { filled } from '../request/filled.ts';
import type { HttpRequest, HttpRequests } from './http-requests.ts';
import { rate } from './rate.ts';
import { textAt, textsAt } from './read-answer.ts';
import { filledBody, filledPath } from './template.ts';
import type { Values } from './template.ts';

export interface HttpSettings {
  readonly baseUrl: string;
  readonly token: string;
  /** The header that carries the token; `{{token}}` stands for it. */
  readonly authorization?: { readonly header: string; readonly value: string } | undefined;
  readonly closedStatuses: readonly string[];
  /** Longest text of a task, in characters. */
  readonly bodyMax: number;
  readonly requests: HttpRequests;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs?: number;
  readonly gate?: Gate;
}

const BEARER = { header: 'authorization', value: 'Bearer {{token}}' };

/**
 * A system of one's own: requests by template, each write with an `Idempotency-Key`. What `putCall` names must create or
 * change by the session's id; a system that does so and honours the key never has a record twice.
 */
class HttpConnector implements CrmConnector {
  readonly kind = 'http';
  readonly capabilities: Capabilities;
  readonly #http: CrmHttp;
  readonly #requests: HttpRequests;
  readonly #base: string;

  constructor({ baseUrl, token, timeoutMs, gate, ...own }: HttpSettings) {
    const { authorization = BEARER, closedStatuses, bodyMax, requests } = own;
    const headers = { [authorization.header]: authorization.value.replaceAll('{{token}}', () => token) };
    this.#http = new CrmHttp({ baseUrl, timeoutMs, gate, rate, headers });
    this.#requests = requests;
    this.#base = new URL(baseUrl).pathname.replace(/\/$/, '');
    this.capabilities = {
      ...{ cas: 'none', keyedCreate: 'upsert', callRecord: requests.putCall ? 'separate' : 'same-as-task' },
      ...{ closedStatuses, batch: null, bodyMax },
    };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** Whether the token is taken. What the system itself must have is told by its own description only. */
  async check(): Promise<readonly SetupFinding[]> {
    const what = 'the system takes the token';
    const { check } = this.#requests;
    if (!check) return [{ what, ok: true, detail: 'not asked: the mapping file names no request `check`' }];
    try {
      await this.#send(check, {}, { kind: 'read' });
      return [{ what, ok: true, detail: 'it does' }];
    } catch (error) {
      if (codeOf(error) !== 'CRM_AUTH') throw error;
      return [{ what, ok: false, detail: 'it answered 401 or 403: give the connection a valid token' }];
    }
  }

  /** There is nothing that could be created from here. */
  provision(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async readTask(id: string): Promise<TaskSnapshot | null> {
    const { readTask } = this.#requests;
    const { status, body, contactIds } = readTask.answer;
    try {
      const answer = await this.#send(readTask, { taskId: id }, { kind: 'read' });
      return {
        status: textAt(answer, status) ?? '',
        body: textAt(answer, body) ?? '',
        contactIds: contactIds === undefined ? [] : [...new Set(textsAt(answer, contactIds))],
      };
    } catch (error) {
      if (codeOf(error) === 'CRM_RECORD_GONE') return null;
      throw error;
    }
  }

  async writeTask(id: string, patch: TaskPatch, once: string): Promise<ShownTask> {
    const { writeTask } = this.#requests;
    const answer = await this.#send(writeTask, { ...patch, taskId: id }, { once });
    const [status, body] = [textAt(answer, writeTask.answer?.status), textAt(answer, writeTask.answer?.body)];
    return { ...(status !== undefined && { status }), ...(body !== undefined && { body }) };
  }

  async findCall(key: string, fields: readonly string[]): Promise<FoundCall | null> {
    const { findCall } = this.#requests;
    if (!findCall) throw new Failure('CRM_NOT_CONFIGURED', { detail: 'the mapping file names no request findCall' });
    try {
      const answer = await this.#send(findCall, { sessionId: key }, { kind: 'read' });
      const { id: at, fields: under } = findCall.answer;
      const id = textAt(answer, at);
      const valueOf = (name: string) => (under === undefined ? undefined : textAt(answer, `${under}.${name}`));
      return id === undefined ? null : { id, fields: filled(fields, valueOf) };
    } catch (error) {
      if (codeOf(error) === 'CRM_RECORD_GONE') return null;
      throw error;
    }
  }

  /** Where the system has no records of calls, the task's text tells all there is, and the session's id stands for one. */
  async putCall(key: string, record: CallRecord, once: string): Promise<string> {
    const { putCall } = this.#requests;
    if (!putCall) return key;
    const answer = await this.#send(putCall, { ...record, sessionId: key }, { once });
    return textAt(answer, putCall.answer?.id) ?? key;
  }

  async linkCall(callId: string, contactId: string, once: string): Promise<void> {
    const { linkCall } = this.#requests;
    if (linkCall) await this.#send(linkCall, { callId, contactId }, { once });
  }

  #send(request: HttpRequest, values: Values, how: { kind: 'read' } | { once: string }): Promise<unknown> {
    const isRead = 'kind' in how;
    const path = filledPath(request.path, values);
    if (path === undefined)
      return Promise.reject(new Failure('CRM_RECORD_GONE', { detail: 'an id that no path can hold' }));
    return this.#http.send({
      method: request.method ?? (isRead ? 'GET' : 'POST'),
      path: `${this.#base}${path}`,
      kind: isRead ? 'read' : 'write',
      ...(request.body !== undefined && { body: filledBody(request.body, values) }),
      ...(!isRead && { headers: { 'idempotency-key': how.once } }),
    });
  }
}

export const httpConnector = (settings: HttpSettings): CrmConnector => new HttpConnector(settings);
