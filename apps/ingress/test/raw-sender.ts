import { connect } from 'node:net';

export interface RawAnswer {
  /** The status of the first answer, or undefined when the connection ended without one. */
  readonly status: number | undefined;
  readonly text: string;
}

/** Sends bytes as they are over a socket of its own, may end in the middle, and gives what came back. */
export const sendRaw = (
  port: number,
  parts: readonly Buffer[],
  { then = 'wait' }: { then?: 'wait' | 'reset' | 'half-close' } = {},
): Promise<RawAnswer> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const chunks: Buffer[] = [];
    const done = () => {
      socket.destroy();
      const text = Buffer.concat(chunks).toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status === undefined ? undefined : Number(status), text });
    };
    socket.on('error', done).on('close', done);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      // The status is all that is asked for, and the answer to HEAD has no body to wait for.
      if (Buffer.concat(chunks).includes('\r\n\r\n')) done();
    });
    socket.on('connect', () => {
      for (const part of parts) socket.write(part);
      if (then === 'reset') socket.resetAndDestroy();
      if (then === 'half-close') socket.end();
    });
  });
