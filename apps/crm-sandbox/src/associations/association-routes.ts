import type { FastifyInstance } from 'fastify';
import type { Crm } from '../crm.ts';
import { notFound } from '../hubspot-error.ts';
import { objectTypes } from '../objects/properties.ts';
import type { ObjectType } from '../objects/properties.ts';

interface Link {
  from: string;
  id: string;
  to: string;
  toId: string;
}

const isType = (text: string): text is ObjectType => (objectTypes as readonly string[]).includes(text);

/** `PUT …/associations/default/…` links two records; again, it changes nothing. */
export const associationRoutes = (app: FastifyInstance, crm: Crm): void => {
  app.put<{ Params: Link }>('/crm/v4/objects/:from/:id/associations/default/:to/:toId', (request, reply) => {
    const { from, id, to, toId } = request.params;
    if (!isType(from) || !isType(to) || !crm.store.get(from, id) || !crm.store.get(to, toId)) return notFound(reply);
    const isNew = crm.associations.link(`${from}/${id}`, `${to}/${toId}`);
    crm.audit.add({
      method: 'PUT',
      path: request.url,
      objectType: `${from}_to_${to}`,
      id: `${id}-${toId}`,
      properties: {},
      result: isNew ? 'created' : 'unchanged',
    });
    return { status: 'COMPLETE', results: [{ from: { id }, to: { id: toId } }] };
  });
};
