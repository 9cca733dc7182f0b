import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf } from '@switchback/failure';
import { createAgntixClient } from './agntix-client.ts';
import type { AgntixClient } from './agntix-client.ts';
import type { AnswerFacts } from './http/answer-facts.ts';

type Reply = { status: number; body?: unknown; headers?: Record<string, string> };
const start = { phoneNumberId: 'p', toPhoneNumber: '+12025550143', agentId: 'a', ttl: 60, sessionVariables: {} };
const thrown = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => codeOf(error),
  );

describe('the two forms of each path', () => {
  let reply: (url: string) => Reply;
  let urls: string[];
  let authorization: (string | undefined)[];
  let facts: AnswerFacts[];
  let client: AgntixClient;
  let baseUrl: string;
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    urls.push(url);
    authorization.push(request.headers.authorization);
    request.resume();
    const { status, body, headers } = reply(url);
    response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body));
  });

  beforeEach(async () => {
    [urls, authorization, facts] = [[], [], []];
    await once(server.listen(0, '127.0.0.1'), 'listening');
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const onAnswer = (seen: AnswerFacts) => void facts.push(seen);
    client = createAgntixClient({ baseUrl, apiKey: 'pk', timeoutMs: 2_000, onAnswer });
  });
  afterEach(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([404, 405, 410])('row 4: goes over to the alternate on a bare %i, once and for all', async (status) => {
    reply = (url) => (url.startsWith('/api/') ? { status } : { status: 200, body: { id: 's' } });
    await client.getSession('s');
    await client.getSession('s');
    expect(urls).toEqual(['/api/v1/chat/sessions/s', '/v1/chat/chat/sessions/s', '/v1/chat/chat/sessions/s']);
  });

  it('stays where the application says that the id is wrong', async () => {
    reply = () => ({ status: 404, body: { error: { code: 'SESSION_NOT_FOUND' } } });
    expect(await thrown(client.getSession('s'))).toBe('VENDOR_NOT_FOUND');
    expect(await thrown(client.getSession('s'))).toBe('VENDOR_NOT_FOUND');
    expect(urls).toEqual(['/api/v1/chat/sessions/s', '/api/v1/chat/sessions/s']);
  });

  it('remembers nothing while neither form answers', async () => {
    reply = () => ({ status: 404 });
    expect(await thrown(client.getSession('s'))).toBe('VENDOR_NOT_FOUND');
    await thrown(client.getSession('s'));
    expect(urls).toHaveLength(4);
  });

  it('starts a call by the other path on 404 and 405, never on 410 or 500', async () => {
    reply = (url) => (url.startsWith('/api/') ? { status: 410 } : { status: 200, body: { sessionId: 's' } });
    expect(await thrown(client.startCall(start))).toBe('VENDOR_REJECTED');
    expect(urls).toHaveLength(1);
    reply = () => ({ status: 500 });
    expect(await thrown(client.startCall(start))).toBe('CALL_START_UNCERTAIN');
    const other = createAgntixClient({ baseUrl, apiKey: 'pk', timeoutMs: 2_000 });
    reply = (url) => (url.startsWith('/api/') ? { status: 405 } : { status: 200, body: { sessionId: 's' } });
    await expect(other.startCall(start)).resolves.toEqual({ sessionId: 's' });
    await other.close();
  });

  it('row 29: refuses a ttl that is not a positive number of seconds without asking', async () => {
    expect(await thrown(client.startCall({ ...start, ttl: 0 }))).toBe('VENDOR_REJECTED');
    expect(urls).toEqual([]);
  });

  it('takes configured paths, and a bearer token', async () => {
    const paths = { getSession: ['/v2/chat/chat/sessions/:id', '/x/:id'] } as const;
    const bearer = createAgntixClient({ baseUrl, apiKey: 'jwt', timeoutMs: 2_000, credential: 'bearer', paths });
    reply = () => ({ status: 200, body: { id: 's' } });
    await bearer.getSession('s');
    await bearer.close();
    expect(urls).toEqual(['/v2/chat/chat/sessions/s']);
    expect(authorization).toEqual(['Bearer jwt']);
  });

  it('row 4: tells what the headers say: limits, and that a path will go', async () => {
    const sunset = 'Fri, 01 Jan 2027 00:00:00 GMT';
    const headers = { 'x-ratelimit-limit': '3000', 'x-ratelimit-remaining': '7', sunset, deprecation: 'true' };
    reply = () => ({ status: 200, body: {}, headers });
    await client.getSession('s');
    expect(facts).toEqual([
      { route: 'getSession', status: 200, limit: 3000, remaining: 7, retryAt: undefined, sunset, deprecation: 'true' },
    ]);
  });

  describe('listSessions', () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 6, 14, 8, minute)).toISOString();
    const since = new Date(at(10));
    const item = (n: number) => ({ id: `s${n}`, state: 'closed', createdAt: at(n) });
    const ids = async () => {
      const found: string[] = [];
      for await (const { id } of client.listSessions({ since, agentId: 'a' })) found.push(id);
      return found;
    };
    const pageOf = (url: string) => new URL(url, baseUrl).searchParams;

    it('row 6: begins again with pageSize when the server answers in the generated form', async () => {
      reply = (url) => {
        const page = Number(pageOf(url).get('page'));
        return { status: 200, body: { data: [item(30 - page)], meta: { totalPages: 2 } } };
      };
      expect(await ids()).toEqual(['s29', 's28']);
      expect(urls.map((url) => [pageOf(url).get('limit'), pageOf(url).get('pageSize')])).toEqual([
        ['100', null],
        [null, '100'],
        [null, '100'],
      ]);
    });

    it('filters itself where the server does not, and stops at a page that is older', async () => {
      const pages = [[item(20), item(9)], [item(8)], [item(7)]];
      reply = (url) => ({ status: 200, body: { data: pages[Number(pageOf(url).get('page')) - 1], pagination: {} } });
      expect(await ids()).toEqual(['s20']);
      expect(urls).toHaveLength(2);
    });

    it('row 6: drops the filters that a server refuses, once', async () => {
      reply = (url) =>
        pageOf(url).has('startDate')
          ? { status: 400 }
          : { status: 200, body: { data: [item(20)], pagination: { totalPages: 1 } } };
      expect(await ids()).toEqual(['s20']);
      expect(pageOf(urls[1] ?? '').get('agentId')).toBe('a');
      reply = () => ({ status: 400 });
      expect(await thrown(ids())).toBe('VENDOR_REJECTED');
    });
  });
});
