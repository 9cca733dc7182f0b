import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface StandIn {
  readonly url: string;
  close(): Promise<void>;
}

/** A downstream system that accepts everything; `onRequest` hears of each request without what stands in it. */
export const startStandIn = async (
  onRequest: (request: { idempotencyKey: string | undefined; bytes: number }) => void,
): Promise<StandIn> => {
  const server = createServer((request, response) => {
    void buffer(request).then(
      (body) => {
        const key = request.headers['idempotency-key'];
        onRequest({ idempotencyKey: typeof key === 'string' ? key : undefined, bytes: body.length });
        response.writeHead(204).end();
      },
      () => undefined,
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
};
