import type { FastifyInstance } from 'fastify';
import type { Crm } from '../crm.ts';
import { conflict } from '../hubspot-error.ts';
import type { ObjectType, PropertyDefinition } from './properties.ts';

/** Lists the properties of a type, and takes those that a customer adds. */
export const propertyRoutes = (app: FastifyInstance, crm: Crm, type: ObjectType): void => {
  app.get(`/crm/v3/properties/${type}`, () => ({ results: crm.properties.list(type) }));
  app.post<{ Body: PropertyDefinition }>(`/crm/v3/properties/${type}`, (request, reply) =>
    crm.properties.add(type, request.body)
      ? reply.code(201).send(request.body)
      : conflict(reply, `A property named '${request.body.name}' already exists.`),
  );
};
