import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Failure } from '@switchback/failure';
import { createAgntixClient } from './agntix-client.ts';
import type { AgntixClient } from './agntix-client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const call = {
  phoneNumberId: 'pn/1',
  toPhoneNumber: '+12025550143',
  agentId: 'a',
  ttl: 240,
  sessionVariables: { taskId: 'T' },
};
const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw new Error(`expected a Failure, got ${String(error)}`);
};

describe('createAgntixClient', () => {
  let answer: Answer;
  let seen: { url: string; headers: IncomingMessage['headers']; body: string }[];
  let client: AgntixClient;
  let baseUrl: string;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      answer(request, response, body);
    });
  });

  beforeEach(async () => {
    seen = [];
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = createAgntixClient({ baseUrl: `${baseUrl}/`, apiKey: 'pk_test', timeoutMs: 400 });
  });
  afterEach(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('rows 36 and 50: sends the key in x-api-key only, encodes ids, and strips credentials from the detail', async () => {
    answer = json(200, { id: 's', token: 'x', session: { token: 'y', state: 'closed', note: 'a\0b' } });
    const { raw, normalized } = await client.getSession('a/b');
    expect(raw).toEqual({ id: 's', session: { state: 'closed', note: 'a\uFFFDb' } });
    expect(normalized).toMatchObject({ id: 'a/b', state: 'CLOSED' });
    expect(seen[0]?.url).toBe('/api/v1/chat/sessions/a%2Fb');
    expect(seen[0]?.headers).toMatchObject({ 'x-api-key': 'pk_test' });
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it('row 16: follows no redirect, so the key stays with its host', async () => {
    answer = (_, response) => response.writeHead(302, { location: `${baseUrl}/elsewhere` }).end();
    expect((await failureOf(client.getSession('s'))).code).toBe('VENDOR_UNAVAILABLE');
    expect(seen).toHaveLength(1);
  });

  it.each([
    [400, {}, 'VENDOR_REJECTED'],
    [401, {}, 'VENDOR_AUTH'],
    [403, {}, 'VENDOR_AUTH'],
    [404, { error: { code: 'SESSION_NOT_FOUND' } }, 'VENDOR_NOT_FOUND'],
    [408, {}, 'VENDOR_UNAVAILABLE'],
    [422, {}, 'VENDOR_REJECTED'],
    [429, {}, 'VENDOR_RATE_LIMITED'],
    [500, {}, 'VENDOR_UNAVAILABLE'],
    [504, {}, 'VENDOR_UNAVAILABLE'],
    [400, { error: { code: 'MESSAGES_HISTORY_ERROR' } }, 'VENDOR_UNAVAILABLE'],
  ])('reads %i %j as %s', async (status, body, code) => {
    answer = json(status, body);
    expect((await failureOf(client.getSession('s'))).code).toBe(code);
  });

  it.each([
    [{ error: { code: 'NOT_FOUND', message: 'm', requestId: 'req_1' } }, 'NOT_FOUND, request req_1'],
    [{ error: { code: 'NOT_FOUND', message: 'm', status: 404 } }, 'NOT_FOUND'],
    [{ error: { code: 'X', status: 404 }, meta: { requestId: 'req_2' } }, 'X, request req_2'],
    [{ statusCode: 404, message: ['a', 'b'], error: 'Not Found' }, ''],
  ])('row 37: names code and request id of %j', async (body, said) => {
    answer = json(404, body);
    expect((await failureOf(client.getSession('s'))).message).toBe(
      ['GET /api/v1/chat/sessions/:id: 404', said].filter(Boolean).join(', '),
    );
  });

  it('takes the time to try again from Retry-After, as seconds or as a date, else from the reset header', async () => {
    const inSeconds = async () => ((await failureOf(client.getSession('s'))).retryAt?.getTime() ?? NaN) - Date.now();
    answer = json(429, {}, { 'retry-after': '30' });
    expect(await inSeconds()).toBeGreaterThan(29_000);
    answer = json(429, {}, { 'retry-after': new Date(Date.now() + 30_000).toUTCString() });
    expect(await inSeconds()).toBeGreaterThan(28_000);
    answer = json(429, {}, { 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 30) });
    expect(await inSeconds()).toBeGreaterThan(29_000);
    answer = json(429, {});
    expect(await inSeconds()).toBeNaN();
  });

  it('gives up at its deadline, and on HTML', async () => {
    answer = () => undefined;
    expect((await failureOf(client.getSession('s'))).code).toBe('VENDOR_UNAVAILABLE');
    answer = (_, response) => response.end('<html>');
    expect((await failureOf(client.getSession('s'))).message).toContain('without JSON');
  });

  describe('listMessages', () => {
    const message = (n: number) => ({
      id: `msg_${n}`,
      content: `c${n}`,
      role: n % 2 ? 'user' : 'ASSISTANT',
      createdAt: 't',
    });
    const page = (from: number, count: number) => Array.from({ length: count }, (_, n) => message(from + n));
    const paged =
      (pages: unknown[]): Answer =>
      (request, response, body) => {
        const at = Number(new URL(request.url ?? '', baseUrl).searchParams.get('page'));
        json(200, pages[Math.min(at, pages.length) - 1])(request, response, body);
      };

    it('rows 19 and 20: reads all pages and keeps each message once, in the order of the server', async () => {
      const pagination = { totalPages: 2 };
      answer = paged([
        { data: page(0, 3), pagination },
        { data: page(2, 3), pagination },
      ]);
      const messages = await client.listMessages('s');
      expect(messages.map(({ id }) => id)).toEqual(['msg_0', 'msg_1', 'msg_2', 'msg_3', 'msg_4']);
      expect(messages[1]).toMatchObject({ role: 'USER', content: 'c1', raw: message(1) });
      expect(seen.map(({ url }) => url)).toEqual(
        [1, 2].map((n) => `/api/v1/chat/sessions/s/messages?page=${n}&limit=100`),
      );
    });

    it('accepts a bare list and asks no further when the page is not full', async () => {
      answer = paged([page(0, 2)]);
      expect(await client.listMessages('s')).toHaveLength(2);
      expect(seen).toHaveLength(1);
    });

    it('stops at an empty page and at a server that ignores the page', async () => {
      const pagination = { totalPages: 9 };
      answer = paged([
        { data: page(0, 2), pagination },
        { data: [], pagination },
      ]);
      expect(await client.listMessages('s')).toHaveLength(2);
      answer = paged([page(0, 100)]);
      expect(await client.listMessages('s')).toHaveLength(100);
      expect(seen).toHaveLength(4);
    });
  });

  describe('startCall', () => {
    it('rows 29, 30, 31 and 48: sends the documented fields and gives the session id', async () => {
      answer = json(201, { session_id: 's1' });
      await expect(client.startCall(call)).resolves.toEqual({ sessionId: 's1' });
      expect(seen[0]?.url).toBe('/api/v1/phone-numbers/pn%2F1/calls/start');
      expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
        to_phone_number: '+12025550143',
        agent_id: 'a',
        ttl: 240,
        session_variables: { taskId: 'T' },
      });
    });

    it.each<[string, Answer]>([
      ['a timeout', () => undefined],
      ['a reset', (request) => request.socket.destroy()],
      ['5xx', json(503, {})],
      ['an answer that is not JSON', (_, response) => response.end('ok')],
      ['an answer without a session id', json(200, {})],
    ])('row 32: is uncertain after %s and dials once', async (_, behaviour) => {
      answer = behaviour;
      expect((await failureOf(client.startCall(call))).code).toBe('CALL_START_UNCERTAIN');
      expect(seen).toHaveLength(1);
    });

    it.each<[string, Record<string, string>]>([
      ['value is not a text', { taskId: 7 as unknown as string }],
      ['other characters', { 'task-id': 'T' }],
      ['the vendor', { systemDate: 'T' }],
      ['larger', { taskId: 'T'.repeat(2_100) }],
    ])('row 35: refuses variables without asking: %s', async (said, sessionVariables) => {
      const failure = await failureOf(client.startCall({ ...call, sessionVariables }));
      expect(failure.code).toBe('VENDOR_REJECTED');
      expect(failure.message).toContain(said);
      expect(seen).toEqual([]);
    });

    it('says that nothing was sent when nobody listens', async () => {
      const deaf = createAgntixClient({ baseUrl: 'http://127.0.0.1:1', apiKey: 'k', timeoutMs: 400 });
      expect((await failureOf(deaf.startCall(call))).code).toBe('VENDOR_UNAVAILABLE');
      await deaf.close();
    });

    it('names refused fields and no values', async () => {
      answer = json(422, { detail: [{ loc: ['body', 'to_phone_number'], msg: 'bad +12025550143', type: 'value' }] });
      const failure = await failureOf(client.startCall(call));
      expect(failure.code).toBe('VENDOR_REJECTED');
      expect(failure.message).toContain('fields to_phone_number');
      expect(failure.message).not.toContain('2025550143');
    });
  });

  it('row 34: lists phone numbers up to the total', async () => {
    const first = {
      items: [
        { id: '1', phone_number: '+1', label: 'a' },
        { id: '2', number: '+2' },
      ],
      total: 3,
    };
    answer = (request, response, body) => {
      json(200, request.url?.includes('page=2') ? { items: [{ id: '3', phone_number: null }], total: 3 } : first)(
        request,
        response,
        body,
      );
    };
    const numbers = await client.listPhoneNumbers();
    expect(numbers).toEqual([
      { id: '1', phoneNumber: '+1', label: 'a' },
      { id: '2', phoneNumber: '+2', label: null },
      { id: '3', phoneNumber: null, label: null },
    ]);
  });

  it('row 34: goes on while pages are full where no total is told, and stops where the page is ignored', async () => {
    const page = Array.from({ length: 50 }, (_, n) => ({ id: `${n}`, phone_number: `+${n}` }));
    answer = (request, response, body) => {
      const items = request.url?.includes('page=2') ? [{ id: 'last', phone_number: null }] : page;
      json(200, { items })(request, response, body);
    };
    expect(await client.listPhoneNumbers()).toHaveLength(51);
    answer = json(200, { items: page });
    expect(await client.listPhoneNumbers()).toHaveLength(50);
    expect(seen).toHaveLength(4);
  });

  it('creates a chat session', async () => {
    answer = json(201, { id: 'chat-1' });
    const created = client.createChatSession({ agentId: 'a', platform: 'WEB', metadata: {} });
    await expect(created).resolves.toEqual({ sessionId: 'chat-1' });
    expect(seen[0]?.url).toBe('/v1/chat/chat/sessions');
  });
});
