import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { apiError } from '../api-error.ts';
import type { Session } from '../sessions/session.ts';

const phoneNumber = {
  id: '9d3f6a12-47be-4c0a-8f55-1b2e60c7d934',
  phone_number: '+12025550100',
  provider: 'telnyx',
  label: 'Sandbox outbound',
};

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

export type NewSession = Pick<Session, 'type' | 'platform' | 'direction' | 'agentId' | 'metadata'>;

/** Phone numbers, start call and create chat session. `begin` plays the session and gives its id. */
export const callRoutes = (app: FastifyInstance, begin: (session: NewSession) => string): void => {
  app.get('/api/v1/phone-numbers', () => ({ items: [phoneNumber] }));

  app.post<{ Params: { id: string } }>('/api/v1/phone-numbers/:id/calls/start', (request, reply) => {
    if (request.params.id !== phoneNumber.id) return apiError(reply, 404, 'NOT_FOUND');
    const parsed = startSchema.safeParse(request.body);
    if (!parsed.success) return unprocessable(reply, parsed.error.issues);
    const { to_phone_number: customerPhoneNumber, agent_id, session_variables } = parsed.data;
    const agentId = agent_id ?? randomUUID();
    const metadata = {
      customerPhoneNumber,
      roomName: `outbound_sip_${agentId}^__^${randomUUID().slice(0, 7)}`,
      ...(session_variables && { sessionVariables: session_variables }),
    };
    return { sessionId: begin({ type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', agentId, metadata }) };
  });

  app.post('/v1/chat/chat/sessions', (request, reply) => {
    const parsed = chatSchema.safeParse(request.body);
    if (!parsed.success) return apiError(reply, 400, 'VALIDATION_ERROR');
    const { agentId, platform, metadata } = parsed.data;
    const id = begin({ type: 'CHAT', platform, direction: 'INBOUND', agentId, metadata });
    return reply
      .code(201)
      .send({ id, agentId, platform, state: 'OPEN', metadata, createdAt: new Date().toISOString() });
  });
};
