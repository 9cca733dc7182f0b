import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '0.0.0.0', () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => resolve(taken));
    });
  });

/** The wanted port, else the next one that nobody listens on. `taken` are ports promised to somebody already. */
export const freePort = async (wanted: number, taken: ReadonlySet<number> = new Set()): Promise<number> => {
  for (let port = wanted; port < wanted + 200; port += 1) {
    if (!taken.has(port) && (await tryPort(port)) !== undefined) return port;
  }
  throw new Error(`No free port from ${wanted} to ${wanted + 199}: stop something, or set the port.`);
};
