import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** A collector that keeps what it is sent, as text. */
export const startSpanSink = async () => {
  const received: string[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      received.push((request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('latin1'));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
