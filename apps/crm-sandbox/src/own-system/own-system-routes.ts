import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Crm } from '../crm.ts';
import { IdempotentWrites } from './idempotency.ts';
import { ownStatuses } from './own-system.ts';

const change = z.strictObject({ status: z.enum(ownStatuses).optional(), notes: z.string().optional() });
const newTask = change.extend({ contactIds: z.array(z.string()).optional() });
const newCall = z.record(z.string(), z.unknown());

const GONE = { status: 404, answer: { error: 'not found' } };
const FAULTY = { status: 400, answer: { error: 'not a body that this system takes' } };

type Params<Name extends string> = { Params: Record<Name, string> };

const taskRoutes = (app: FastifyInstance, { own }: Crm, writes: IdempotentWrites): void => {
  app.post('/api/tasks', ({ body }, reply) => {
    const { data } = newTask.safeParse(body);
    return data ? reply.code(201).send(own.addTask(data)) : reply.code(FAULTY.status).send(FAULTY.answer);
  });
  app.get<Params<'id'>>('/api/tasks/:id', ({ params }, reply) => {
    const task = own.tasks.get(params.id);
    return task ? reply.send({ data: task }) : reply.code(GONE.status).send(GONE.answer);
  });
  app.patch<Params<'id'>>('/api/tasks/:id', (request, reply) =>
    writes.answer(request, reply, () => {
      const task = own.tasks.get(request.params.id);
      const { data } = change.safeParse(request.body);
      if (!task) return GONE;
      if (!data) return FAULTY;
      own.changeTask(task, data);
      return { status: 200, answer: { data: { ...task } } };
    }),
  );
};

const callRoutes = (app: FastifyInstance, { own, faults }: Crm, writes: IdempotentWrites): void => {
  app.get<Params<'sessionId'>>('/api/calls/:sessionId', ({ params }, reply) => {
    const call = own.calls.get(params.sessionId);
    return call
      ? reply.send({ data: { id: call.id, properties: call.properties } })
      : reply.code(GONE.status).send(GONE.answer);
  });
  app.put<Params<'sessionId'>>('/api/calls/:sessionId', (request, reply) =>
    writes.answer(request, reply, () => {
      const { sessionId } = request.params;
      const { data } = newCall.safeParse(request.body);
      if (!data || faults.isRefusing(sessionId)) return FAULTY;
      return { status: 200, answer: { data: { id: own.putCall(sessionId, data).id } } };
    }),
  );
  app.put<Params<'id' | 'contactId'>>('/api/calls/:id/contacts/:contactId', (request, reply) =>
    writes.answer(request, reply, () => {
      const { id, contactId } = request.params;
      const call = faults.isRefusing(contactId) ? undefined : own.link(id, contactId);
      return call ? { status: 204, answer: undefined } : GONE;
    }),
  );
};

/** The generic target: a system of one's own, whose writes honour an `Idempotency-Key`. */
export const ownSystemRoutes = (app: FastifyInstance, crm: Crm): void => {
  const writes = new IdempotentWrites();
  taskRoutes(app, crm, writes);
  callRoutes(app, crm, writes);
  app.get('/api/whoami', () => ({ name: 'switchback' }));
  app.addHook('onSend', async (request, reply, payload) => {
    const { perTenSeconds } = crm.limits.settings;
    if (perTenSeconds > 0 && request.url.startsWith('/api/'))
      void reply.header('ratelimit-policy', `"default";q=${perTenSeconds};w=10`);
    return Promise.resolve(payload);
  });
  app.get('/_sandbox/own/tasks', () => [...crm.own.tasks.values()]);
  app.get('/_sandbox/own/calls', () =>
    [...crm.own.calls.values()].map((call) => ({ ...call, contactIds: [...call.contactIds] })),
  );
};
