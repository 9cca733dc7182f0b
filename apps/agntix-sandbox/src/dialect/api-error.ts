import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Dialect } from './dialect.ts';

const messages: Readonly<Record<string, string>> = {
  UNAUTHORIZED: 'Invalid or missing API key',
  FORBIDDEN: 'The key lacks the permission',
  SESSION_NOT_FOUND: 'Session not found',
  MESSAGES_HISTORY_ERROR: 'The history of messages cannot be read at the moment',
  NOT_FOUND: 'Not found',
  VALIDATION_ERROR: 'Validation failed',
  RATE_LIMITED: 'Too many requests',
  GENERIC_ERROR: 'Something went wrong',
};

type Form = (error: { status: number; code: string; message: string }) => unknown;

/** Each of the vendor's error bodies; a text is sent as HTML. */
const forms: Readonly<Record<Dialect['errors'], Form>> = {
  requestId: ({ code, message }) => ({ error: { code, message, requestId: randomUUID() } }),
  status: ({ status, code, message }) => ({ error: { code, message, status } }),
  meta: ({ status, code, message }) => ({
    error: { code, message, status },
    meta: { requestId: randomUUID(), timestamp: new Date().toISOString() },
  }),
  detail: ({ code, message }) => ({ detail: [{ loc: ['path'], msg: message, type: code.toLowerCase() }] }),
  plain: ({ status, message }) => ({ statusCode: status, message: [message], error: message }),
  html: ({ status }) => `<html><body><h1>${status}</h1></body></html>`,
  empty: () => '',
};

export type ApiError = (reply: FastifyReply, status: number, code: string) => FastifyReply;

/** Answers errors in the body that the dialect has. */
export const apiErrors =
  (errors: Dialect['errors']): ApiError =>
  (reply, status, code) => {
    const body = forms[errors]({ status, code, message: messages[code] ?? code });
    if (typeof body === 'string') void reply.type('text/html');
    return reply.code(status).send(body);
  };
