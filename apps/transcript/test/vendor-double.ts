import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The vendor as far as this service sees it: detail and messages by session id, and a switch that turns it off. */
export interface VendorDouble {
  readonly url: string;
  /** Sessions not named here are unknown to it. */
  readonly sessions: Map<string, { detail: Record<string, unknown>; messages: Record<string, unknown>[] }>;
  /** While set, every call is answered with this status. */
  failWith: { status: number; headers?: Record<string, string>; body?: object } | undefined;
  /** Calls so far, as `<path> <key>`. */
  readonly calls: string[];
  close(): Promise<void>;
}

export const startVendorDouble = async (): Promise<VendorDouble> => {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    double.calls.push(`${path} ${String(request.headers['x-api-key'])}`);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const [, id = '', messages] = /^\/api\/v1\/chat\/sessions\/([^/]+)(\/messages)?$/.exec(path) ?? [];
    const session = double.sessions.get(id);
    if (double.failWith) answer(double.failWith.status, double.failWith.body ?? {}, double.failWith.headers);
    else if (!session) answer(404, { error: { code: 'SESSION_NOT_FOUND', requestId: 'req_1' } });
    else if (!messages) answer(200, session.detail);
    else answer(200, { data: session.messages, pagination: { page: 1, totalPages: 1 } });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const double: VendorDouble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sessions: new Map(),
    failWith: undefined,
    calls: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
};
