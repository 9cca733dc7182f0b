import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf } from '@switchback/failure';
import { Target } from './target.ts';

describe('Target', () => {
  let status: number | 'none';
  let seen: { request: IncomingMessage; body: string }[];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ request, body });
      if (status !== 'none') response.writeHead(status, { location: '/elsewhere' }).end('said: secret');
    });
  });
  const target = (more: object = {}) =>
    new Target({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, timeoutMs: 5_000, ...more });
  const post = (to: Target, signal = new AbortController().signal) =>
    to.post({ body: { n: 1 }, idempotencyKey: 'k-1', signal });

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => {
    status = 204;
    seen = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('posts JSON with the key and the token', async () => {
    await post(target({ token: 't' }));
    expect(seen[0]?.request.headers).toMatchObject({ 'idempotency-key': 'k-1', authorization: 'Bearer t' });
    expect([seen[0]?.request.url, seen[0]?.body]).toEqual(['/hook', '{"n":1}']);
    await post(target());
    expect(seen[1]?.request.headers.authorization).toBeUndefined();
  });

  it.each([
    [400, 'TARGET_REJECTED'],
    [404, 'TARGET_REJECTED'],
    [302, 'TARGET_REJECTED'],
    [401, 'TARGET_AUTH'],
    [403, 'TARGET_AUTH'],
    [429, 'TARGET_RATE_LIMITED'],
    [500, 'TARGET_FAILED'],
    [503, 'TARGET_UNAVAILABLE'],
  ])('takes %i as %s, asks nowhere else and quotes nothing', async (answer, code) => {
    status = answer;
    const error: unknown = await post(target()).catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe(code);
    expect(String(error)).not.toContain('secret');
    expect(seen).toHaveLength(1);
  });

  it('takes silence and a refused connection as the system being away', async () => {
    status = 'none';
    await expect(post(target({ timeoutMs: 50 }))).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await expect(post(target({ url: 'http://127.0.0.1:9/' }))).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
  });

  it("gives up with the handler's signal", async () => {
    status = 'none';
    await expect(post(target(), AbortSignal.timeout(20))).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
  });
});
