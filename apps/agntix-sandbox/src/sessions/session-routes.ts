import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiError } from '../dialect/api-error.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { pathsOf } from '../dialect/paths.ts';
import { listSessions, unknownParameters } from './list-sessions.ts';
import { messageCount, messagesOf } from './messages.ts';
import { pageOf } from './page-of.ts';
import type { Query } from './page-of.ts';
import { isReadable } from './session.ts';
import type { Session } from './session.ts';
import { detail, wireMessage } from './wire-shapes.ts';

export interface SessionPorts {
  readonly dialect: Dialect;
  readonly fail: ApiError;
  readonly sessions: ReadonlyMap<string, Session>;
  /** Ends a session now. */
  readonly close: (session: Session) => void;
}

const listMessages = (session: Session, query: Query, { messages, session: shape }: Dialect): unknown => {
  const total = messageCount(session);
  const whole = messages !== 'paged';
  const { page, size, from, pages } = pageOf(query, 'limit', 50, total);
  const some = messagesOf(session, whole ? 0 : from, whole ? total : size);
  const data = some.map((message) => wireMessage(message, shape));
  if (messages === 'bare') return data;
  // A server that ignores the page still names pages by its default size.
  const pagination = whole
    ? { page: 1, limit: 50, total, totalPages: Math.ceil(total / 50) }
    : { page, limit: size, total, totalPages: pages };
  return { data, pagination };
};

/** Get, list and close sessions, and list messages, in the dialect. */
export const sessionRoutes = (app: FastifyInstance, { dialect, fail, sessions, close }: SessionPorts): void => {
  type Answer = (session: Session, request: FastifyRequest) => unknown;
  const withSession = (answer: Answer) => (request: FastifyRequest, reply: FastifyReply) => {
    const session = sessions.get((request.params as { id: string }).id);
    return session && isReadable(session) ? answer(session, request) : fail(reply, 404, 'SESSION_NOT_FOUND');
  };
  const getSession = withSession((session) => detail(session, dialect.session));
  for (const path of pathsOf('getSession', dialect.paths))
    app.get(path, { config: { route: 'getSession' } }, getSession);
  app.get(
    '/v2/chat/chat/sessions/:id',
    { config: { route: 'getSessionV2' } },
    withSession((session) => detail(session, 'C')),
  );
  const getMessages = withSession((session, request) => listMessages(session, request.query as Query, dialect));
  for (const path of pathsOf('listMessages', dialect.paths))
    app.get(path, { config: { route: 'listMessages' } }, getMessages);
  for (const path of pathsOf('listSessions', dialect.paths))
    app.get(path, { config: { route: 'listSessions' } }, (request, reply) => {
      const query = request.query as Query;
      if (dialect.unknownQuery === 'refuse' && unknownParameters(query, dialect.list).length > 0)
        return fail(reply, 400, 'VALIDATION_ERROR');
      return listSessions(
        [...sessions.values()].filter((session) => isReadable(session)),
        query,
        dialect.list,
      );
    });
  for (const path of pathsOf('closeSession', dialect.paths))
    app.patch(
      path,
      { config: { route: 'closeSession' } },
      withSession((session) => {
        close(session);
        return detail(session, 'A');
      }),
    );
};
