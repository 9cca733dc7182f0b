import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiError } from '../dialect/api-error.ts';
import type { Fault } from './fault.ts';

const HEAD = { 'content-type': 'application/json; charset=utf-8' };

/** Sends half of the answer; what follows is silence or the end of the connection. */
const sendHalf = (reply: FastifyReply, payload: string, then: 'wait' | 'end'): void => {
  reply.hijack();
  const bytes = Buffer.from(payload);
  reply.raw.writeHead(200, { ...HEAD, 'content-length': String(bytes.length) });
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (then === 'end') reply.raw.destroy();
  });
};

/** Ends every text before it begins, so that a parser stops right at its content. */
export const garble = (payload: string): string => payload.replaceAll('":"', '":""');

/** Lets a request's answer go wrong. */
export const breakAnswer = (
  fault: Fault,
  {
    request,
    reply,
    fail,
    payload = '{"data":[],"id":"unfinished"}',
  }: {
    request: FastifyRequest;
    reply: FastifyReply;
    fail: ApiError;
    /** What would have been sent. */
    payload?: string;
  },
): void => {
  if (fault.kind === 'status') void fail(reply.headers(fault.headers), fault.status, fault.code);
  else if (fault.kind === 'html') void reply.code(200).type('text/html').send('<html><body>Please wait</body></html>');
  else if (fault.kind === 'garbled') void reply.code(200).type('application/json').send(garble(payload));
  else if (fault.kind === 'half-open') sendHalf(reply, payload, 'wait');
  else if (fault.kind === 'truncated') sendHalf(reply, payload, 'end');
  else {
    reply.hijack();
    if (fault.kind === 'reset') request.raw.socket.resetAndDestroy();
  }
};
