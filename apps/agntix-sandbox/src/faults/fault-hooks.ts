import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiError } from '../dialect/api-error.ts';
import { breakAnswer, garble } from './break-answer.ts';
import type { Fault } from './fault.ts';
import type { FaultPlan } from './fault-plan.ts';

const never = new Promise<never>(() => undefined);

/** Applies the plan to every request of the API: before it is handled, or to the answer of what was done. */
export const faultHooks = (app: FastifyInstance, plan: FaultPlan, fail: ApiError): void => {
  const later = new WeakMap<FastifyRequest, Fault>();
  app.addHook('preHandler', async (request, reply) => {
    const { route } = request.routeOptions.config;
    if (route === undefined) return;
    const fault = plan.strike({ route, sessionId: (request.params as { id?: string }).id });
    if (fault?.when === 'before') {
      breakAnswer(fault, { request, reply, fail });
      return reply;
    }
    if (fault) later.set(request, fault);
    return undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fault = later.get(request);
    if (!fault) return payload;
    later.delete(request);
    if (fault.kind === 'garbled') return garble(String(payload));
    if (fault.kind === 'status' || fault.kind === 'html') {
      void reply.code(fault.kind === 'html' ? 200 : fault.status).headers(fault.headers);
      return fault.kind === 'html' ? '<html></html>' : JSON.stringify({ error: { code: fault.code } });
    }
    breakAnswer(fault, { request, reply, fail, payload: String(payload) });
    return never;
  });
};
