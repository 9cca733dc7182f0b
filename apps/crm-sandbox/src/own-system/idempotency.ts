import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface Kept {
  readonly request: string;
  readonly status: number;
  readonly answer: unknown;
}

/**
 * Does a write once per `Idempotency-Key` and gives the first answer again; the key of another request is refused with
 * 422. An answer is kept when the work is done, also when it never reaches the caller.
 */
export class IdempotentWrites {
  readonly #kept = new Map<string, Kept>();

  answer(
    { headers, method, url, body }: FastifyRequest,
    reply: FastifyReply,
    work: () => { status: number; answer: unknown },
  ): FastifyReply {
    const key = headers['idempotency-key'];
    const request = createHash('sha256')
      .update(JSON.stringify([method, url, body]))
      .digest('hex');
    const known = typeof key === 'string' ? this.#kept.get(key) : undefined;
    if (known && known.request !== request)
      return reply.code(422).send({ error: 'this Idempotency-Key belongs to another request' });
    if (known) return reply.code(known.status).header('idempotency-replayed', 'true').send(known.answer);
    const done = work();
    if (typeof key === 'string' && done.status < 400) this.#kept.set(key, { request, ...done });
    return reply.code(done.status).send(done.answer);
  }
}
