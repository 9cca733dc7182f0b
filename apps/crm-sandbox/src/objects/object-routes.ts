import type { FastifyInstance } from 'fastify';
import { view } from '../crm.ts';
import type { Crm } from '../crm.ts';
import { invalid, notFound } from '../hubspot-error.ts';
import type { ObjectType, Properties } from './properties.ts';

interface CreateBody {
  properties?: Properties;
  associations?: { to: { id: string }; types?: { associationTypeId: number }[] }[];
}

const FIRST_PAGE = 10;
// HubSpot's association type ids that point to contacts: from a call, a task.
const toContact = new Set([194, 204]);

/** Create, read and change one record. */
export const objectRoutes = (app: FastifyInstance, crm: Crm, type: ObjectType): void => {
  const base = `/crm/v3/objects/${type}`;

  app.post<{ Body: CreateBody }>(base, (request, reply) => {
    const { properties = {}, associations = [] } = request.body;
    const faults = crm.properties.faults(type, properties);
    if (type !== 'contacts' && !properties.hs_timestamp)
      faults.push({ message: 'hs_timestamp is required', code: 'REQUIRED_FIELD', in: 'hs_timestamp' });
    if (faults.length > 0) return invalid(reply, faults);
    const record = crm.store.create(type, properties, base);
    for (const { to, types = [] } of associations) {
      if (types.some(({ associationTypeId }) => toContact.has(associationTypeId)))
        crm.associations.link(`${type}/${record.id}`, `contacts/${to.id}`);
    }
    return reply.code(201).send(view(crm, type, record));
  });

  app.get<{ Querystring: { limit?: string } }>(base, ({ query }) => ({
    results: crm.store
      .all(type)
      .slice(0, Number(query.limit ?? FIRST_PAGE))
      .map((record) => view(crm, type, record)),
  }));

  app.get<{ Params: { id: string }; Querystring: { properties?: string; associations?: string } }>(
    `${base}/:id`,
    (request, reply) => {
      const record = crm.store.get(type, request.params.id);
      return record ? view(crm, type, record, request.query) : notFound(reply);
    },
  );

  app.patch<{ Params: { id: string }; Body: CreateBody }>(`${base}/:id`, (request, reply) => {
    const record = crm.store.get(type, request.params.id);
    if (!record) return notFound(reply);
    const { properties = {} } = request.body;
    const faults = crm.properties.faults(type, properties);
    if (faults.length > 0) return invalid(reply, faults);
    return view(
      crm,
      type,
      crm.store.update(type, record, { properties, method: 'PATCH', path: `${base}/${record.id}` }),
    );
  });
};
