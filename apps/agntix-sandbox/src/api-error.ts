import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const messages: Record<string, string> = {
  UNAUTHORIZED: 'Invalid or missing API key',
  SESSION_NOT_FOUND: 'Session not found',
  NOT_FOUND: 'Not found',
  VALIDATION_ERROR: 'Validation failed',
};

/** The vendor's error body: `{ error: { code, message, requestId } }`. */
export const apiError = (reply: FastifyReply, status: number, code: string): FastifyReply =>
  reply.code(status).send({ error: { code, message: messages[code] ?? code, requestId: randomUUID() } });
