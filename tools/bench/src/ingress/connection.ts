import { connect } from 'node:net';

/** One keep-alive connection: a request is written, and the status of its answer comes back. One at a time. */
export interface Connection {
  send(request: Buffer): Promise<number>;
  close(): void;
}

export const openConnection = async (port: number): Promise<Connection> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let waiting: { resolve(status: number): void; reject(error: Error): void } | undefined;
  const fail = () => waiting?.reject(new Error('the connection ended'));
  socket.on('error', fail).on('close', fail);
  let held = '';
  socket.on('data', (chunk) => {
    held += chunk.toString('latin1');
    const head = held.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0);
    if (held.length < head + 4 + length) return;
    const status = Number(held.slice(9, 12));
    held = '';
    waiting?.resolve(status);
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
};
