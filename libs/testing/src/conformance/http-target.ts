import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TargetRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `Idempotency-Key`; a request without one is an effect each time. */
  readonly key: string | undefined;
}

/** A downstream system that honours idempotency keys. */
export interface HttpTarget {
  readonly url: string;
  /** Accepted requests, each key once, in the order of their first arrival. */
  readonly effects: readonly TargetRequest[];
  /** Everything that was accepted, repetitions included. */
  readonly accepted: readonly TargetRequest[];
  /** The status for a request that `matches` until the returned function is called. */
  answer(status: number, matches: (request: TargetRequest) => boolean): () => void;
  close(): Promise<void>;
}

export const startHttpTarget = async (): Promise<HttpTarget> => {
  const accepted: TargetRequest[] = [];
  const effects: TargetRequest[] = [];
  const seen = new Set<string>();
  const rules = new Set<{ status: number; matches: (request: TargetRequest) => boolean }>();
  const accept = (request: TargetRequest) => {
    accepted.push(request);
    if (request.key !== undefined && seen.has(request.key)) return;
    if (request.key !== undefined) seen.add(request.key);
    effects.push(request);
  };
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const key = incoming.headers['idempotency-key'];
      const request: TargetRequest = {
        path: incoming.url ?? '',
        headers: incoming.headers,
        body,
        key: typeof key === 'string' ? key : undefined,
      };
      const rule = [...rules].find(({ matches }) => matches(request));
      if (!rule) accept(request);
      response.writeHead(rule?.status ?? 204).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    accepted,
    answer: (status, matches) => {
      const rule = { status, matches };
      rules.add(rule);
      return () => rules.delete(rule);
    },
    close: async () => {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
};
