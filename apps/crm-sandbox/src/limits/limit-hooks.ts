import type { FastifyInstance } from 'fastify';
import type { Crm } from '../crm.ts';
import { tooMany } from '../hubspot-error.ts';
import { limitSettings } from './rate-limits.ts';

/** Refuses what is beyond the limits, as HubSpot does. `PUT /_sandbox/limits` sets them, `GET` tells what became of requests. */
export const limitHooks = (app: FastifyInstance, { limits }: Crm): void => {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/_sandbox/')) return undefined;
    const refusal = limits.take(request.url.endsWith('/search'));
    void reply.headers(limits.headers());
    return refusal && tooMany(reply, refusal);
  });
  app.put('/_sandbox/limits', (request, reply) => {
    const { data, error } = limitSettings.safeParse(request.body);
    if (!data) return reply.code(400).send({ message: error.message });
    limits.set(data);
    return reply.code(204).send();
  });
  app.get('/_sandbox/limits', () => {
    const { settings, allowed, refused } = limits;
    return { ...settings, allowed, refused };
  });
};
