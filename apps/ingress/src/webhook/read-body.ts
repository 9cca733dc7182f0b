import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ReadingLease } from './reading-budget.ts';

export type ReadFault = 'body-too-large' | 'busy' | 'request-invalid';

/** How much of a refused body is still taken in, so that the sender gets to read the answer. */
const DISCARD_BYTES = 8 * 1_048_576;

/** The size that the sender states, or undefined: then it counts while it comes. */
export const statedLength = (headers: IncomingHttpHeaders): number | undefined => {
  const stated = headers['content-length'];
  return stated === undefined ? undefined : Number(stated);
};

/** The body's bytes. Stops at the limit, when the budget has no room, and when the sender goes away. */
export const readBody = (
  request: IncomingMessage,
  { limit, lease }: { limit: number; lease: ReadingLease },
): Promise<Buffer | ReadFault> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let read = true;
    // The listeners stay: taking four off costs more than four calls, and an error needs one to the end.
    const finish = (result: Buffer | ReadFault) => {
      read = false;
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      if (!read) return;
      size += chunk.length;
      if (size > limit) finish('body-too-large');
      else if (lease.grow(size)) chunks.push(chunk);
      else finish('busy');
    };
    const whole = () => {
      if (read) finish(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size));
    };
    const broken = () => {
      if (read) finish('request-invalid');
    };
    request.on('data', take).on('end', whole).on('error', broken).on('close', broken);
  });

/** Lets the rest of a refused body pass, within bounds; the server's request timeout bounds its time. */
export const discardRest = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed) return;
  let left = DISCARD_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
};
