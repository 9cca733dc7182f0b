import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Crm } from '../crm.ts';
import { internalError } from '../hubspot-error.ts';
import { faultScript } from './fault-plan.ts';
import type { FaultKind, FaultPlan } from './fault-plan.ts';

const TASK = /^(?:\/crm\/v3\/objects|\/api)\/tasks\/([\w-]+)(?:\?|$)/;

const kindOf = ({ method, url }: FastifyRequest): 'read' | 'write' | undefined => {
  if (url.startsWith('/_sandbox/')) return undefined;
  if (method === 'GET') return TASK.test(url) ? 'read' : undefined;
  return url.endsWith('/batch/read') || url.endsWith('/search') ? undefined : 'write';
};

/** What a person does to a task that somebody else has just read. */
const editByHand = ({ store, own }: Crm, url: string): void => {
  const id = TASK.exec(url)?.[1] ?? '';
  const task = url.startsWith('/api/') ? own.tasks.get(id) : undefined;
  if (task) own.changeTask(task, { status: 'waiting' }, 'by hand');
  const record = store.get('tasks', id);
  if (record)
    store.update('tasks', record, { properties: { hs_task_status: 'DEFERRED' }, method: 'PATCH', path: 'by hand' });
};

/** Waits with the answer, and sees whether the caller is still there for it. */
const hold = async (plan: FaultPlan, { raw }: FastifyRequest): Promise<void> => {
  plan.held += 1;
  await sleep(plan.holdMs);
  plan.held -= 1;
  if (raw.socket.destroyed) plan.cut += 1;
};

/** Lets requests go wrong by a script: `PUT /_sandbox/faults`; `GET` tells how many did, `DELETE` ends it. */
export const faultHooks = (app: FastifyInstance, crm: Crm): void => {
  const plan = crm.faults;
  const fates = new WeakMap<FastifyRequest, FaultKind>();

  app.addHook('preHandler', async (request, reply) => {
    const kind = kindOf(request);
    const fate = kind && plan.next(kind);
    if (!fate) return;
    fates.set(request, fate);
    if (fate === 'error-before') return internalError(reply);
    if (fate === 'reset-before' || fate === 'late') request.raw.socket.destroy();
    if (fate === 'reset-before') return reply.hijack();
    if (fate === 'late') {
      plan.pending += 1;
      await sleep(plan.lateMs);
      plan.pending -= 1;
    }
    return undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fate = fates.get(request);
    if (fate === 'edit-after-read') editByHand(crm, request.url);
    if (fate === 'hold-after') await hold(plan, request);
    if (fate === 'reset-after') request.raw.socket.destroy();
    if (fate !== 'error-after') return payload;
    void reply.code(500).removeHeader('content-length');
    return JSON.stringify({ status: 'error', message: 'internal error', category: 'INTERNAL_ERROR' });
  });

  app.put('/_sandbox/faults', (request, reply) => {
    const { data, error } = faultScript.safeParse(request.body);
    if (!data) return reply.code(400).send({ message: error.message });
    plan.set(data);
    return reply.code(204).send();
  });
  app.get('/_sandbox/faults', () => {
    const { pending, held, cut } = plan;
    return { injected: Object.fromEntries(plan.injected), pending, held, cut };
  });
  app.delete('/_sandbox/faults', (_request, reply) => {
    plan.set(undefined);
    return reply.code(204).send();
  });
};
