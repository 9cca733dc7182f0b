import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A way to a server that can be cut: connections break, and new ones are refused until it is mended. */
export interface BreakableLink {
  /** `url` with this link's host and port in it. */
  readonly url: string;
  /** Cuts; the returned function mends. */
  cut(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export const breakableLink = async (url: string): Promise<BreakableLink> => {
  const target = new URL(url);
  const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80));
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const server = createServer((near) => {
    const far: Socket = connect(port, target.hostname);
    keep(near, () => far);
    keep(far, () => near);
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const own = (server.address() as AddressInfo).port;
  const end = async () => {
    const closed = once(server.close(), 'close');
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(own);
  return {
    url: through.href,
    cut: async () => {
      await end();
      return async () => {
        await once(server.listen(own, '127.0.0.1'), 'listening');
      };
    },
    close: () => (server.listening ? end() : Promise.resolve()),
  };
};
