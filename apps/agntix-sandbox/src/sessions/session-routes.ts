import type { FastifyInstance } from 'fastify';
import { apiError } from '../api-error.ts';
import type { Session } from './session.ts';
import { messagesOf } from './session.ts';
import { detail } from './wire-shapes.ts';

const MAX_LIMIT = 100;
const clamp = (text: string | undefined, fallback: number, max: number) =>
  Math.min(Math.max(Number.parseInt(text ?? '', 10) || fallback, 1), max);

/** Get session and list messages, in the form of the newest pages and in the `/v1` form. */
export const sessionRoutes = (app: FastifyInstance, sessions: ReadonlyMap<string, Session>): void => {
  for (const base of ['/api/v1/chat/sessions', '/v1/chat/chat/sessions']) {
    app.get<{ Params: { id: string } }>(`${base}/:id`, (request, reply) => {
      const session = sessions.get(request.params.id);
      return session ? detail(session) : apiError(reply, 404, 'SESSION_NOT_FOUND');
    });
    app.get<{ Params: { id: string }; Querystring: { page?: string; limit?: string } }>(
      `${base}/:id/messages`,
      (request, reply) => {
        const session = sessions.get(request.params.id);
        if (!session) return apiError(reply, 404, 'SESSION_NOT_FOUND');
        const page = clamp(request.query.page, 1, Number.MAX_SAFE_INTEGER);
        const limit = clamp(request.query.limit, 50, MAX_LIMIT);
        const all = messagesOf(session);
        const data = all.slice((page - 1) * limit, page * limit);
        return { data, pagination: { page, limit, total: all.length, totalPages: Math.ceil(all.length / limit) } };
      },
    );
  }
};
