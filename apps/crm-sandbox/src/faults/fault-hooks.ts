import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { internalError } from '../hubspot-error.ts';
import { FaultPlan, faultScript } from './fault-plan.ts';
import type { FaultKind } from './fault-plan.ts';

const isWrite = ({ method, url }: FastifyRequest): boolean =>
  method !== 'GET' && !url.startsWith('/_sandbox/') && !url.endsWith('/batch/read') && !url.endsWith('/search');

/** Lets writes go wrong by a script: `PUT /_sandbox/faults`; `GET` tells how many did, `DELETE` ends it. */
export const faultHooks = (app: FastifyInstance): void => {
  const plan = new FaultPlan();
  const fates = new WeakMap<FastifyRequest, FaultKind>();

  app.addHook('preHandler', async (request, reply) => {
    const fate = isWrite(request) ? plan.next() : undefined;
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
  app.addHook('onSend', (request, reply, payload, done) => {
    const fate = fates.get(request);
    if (fate === 'reset-after') request.raw.socket.destroy();
    if (fate === 'error-after') {
      void reply.code(500);
      done(null, JSON.stringify({ status: 'error', message: 'internal error', category: 'INTERNAL_ERROR' }));
    } else done(null, payload);
  });

  app.put('/_sandbox/faults', (request, reply) => {
    const { data, error } = faultScript.safeParse(request.body);
    if (!data) return reply.code(400).send({ message: error.message });
    plan.set(data);
    return reply.code(204).send();
  });
  app.get('/_sandbox/faults', () => ({ injected: Object.fromEntries(plan.injected), pending: plan.pending }));
  app.delete('/_sandbox/faults', (_request, reply) => {
    plan.set(undefined);
    return reply.code(204).send();
  });
};
