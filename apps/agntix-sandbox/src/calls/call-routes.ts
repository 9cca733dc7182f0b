import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ApiError } from '../dialect/api-error.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { pathsOf } from '../dialect/paths.ts';
import type { Session } from '../sessions/session.ts';

const startSchema = z.looseObject({
  to_phone_number: z.string().regex(/^\+[1-9]\d{6,14}$/),
  agent_id: z.string().min(1).nullish(),
  ttl: z.int().positive().optional(),
  session_variables: z.record(z.string(), z.unknown()).nullish(),
});

/** The voice service's validation body: `{ detail: [{ loc, msg, type }] }`. */
const unprocessable = (reply: FastifyReply, issues: readonly z.core.$ZodIssue[]) =>
  reply.code(422).send({
    detail: issues.map(({ path, message }) => ({
      loc: ['body', ...path.map(String)],
      msg: message,
      type: 'value_error',
    })),
  });

const chatSchema = z.looseObject({
  agentId: z.string().min(1),
  platform: z.string().default('WEB'),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

export type NewSession = Pick<Session, 'type' | 'platform' | 'direction' | 'agentId' | 'metadata' | 'ttlSeconds'>;

export interface CallPorts {
  readonly dialect: Dialect;
  readonly fail: ApiError;
  readonly phoneNumberIds: ReadonlySet<string>;
  /** Makes a session, which plays by itself, and gives it. */
  readonly begin: (session: NewSession) => Session;
}

/** The pages' default is 100 s, the generated document's 600 s. */
const defaultTtl = ({ paths }: Dialect): number => (paths === 'v1' ? 600 : 100);
const DEFAULT_AGENT = 'c2a97d50-1f4b-4be0-9e63-77d0b8f1e2a9';

const startCall = ({ begin, dialect }: CallPorts, body: z.output<typeof startSchema>, reply: FastifyReply) => {
  const agentId = body.agent_id ?? DEFAULT_AGENT;
  const variables = body.session_variables;
  const { id } = begin({
    type: 'VOICE',
    platform: 'PHONE',
    direction: 'OUTBOUND',
    agentId,
    ttlSeconds: body.ttl ?? defaultTtl(dialect),
    metadata: {
      customerPhoneNumber: body.to_phone_number,
      roomName: `outbound_sip_${agentId}^__^k3vq81z`,
      ...(variables && { sessionVariables: variables }),
    },
  });
  return reply.code(dialect.startStatus).send(dialect.start === 'none' ? {} : { [dialect.start]: id });
};

/** Start call and create chat session, in the dialect. */
export const callRoutes = (app: FastifyInstance, ports: CallPorts): void => {
  const { dialect, fail, phoneNumberIds, begin } = ports;
  for (const path of pathsOf('startCall', dialect.paths))
    app.post<{ Params: { id: string } }>(path, { config: { route: 'startCall' } }, (request, reply) => {
      if (!phoneNumberIds.has(request.params.id)) return fail(reply, 404, 'NOT_FOUND');
      const parsed = startSchema.safeParse(request.body);
      return parsed.success ? startCall(ports, parsed.data, reply) : unprocessable(reply, parsed.error.issues);
    });
  for (const path of pathsOf('createSession', dialect.paths))
    app.post(path, { config: { route: 'createSession' } }, (request, reply) => {
      const parsed = chatSchema.safeParse(request.body);
      if (!parsed.success) return fail(reply, 400, 'VALIDATION_ERROR');
      const { agentId, platform, metadata } = parsed.data;
      const { id, createdAt } = begin({
        type: 'CHAT',
        platform,
        direction: 'INBOUND',
        agentId,
        metadata,
        ttlSeconds: undefined,
      });
      return reply
        .code(201)
        .send({ id, agentId, platform, state: 'OPEN', metadata, createdAt: createdAt.toISOString() });
    });
};
