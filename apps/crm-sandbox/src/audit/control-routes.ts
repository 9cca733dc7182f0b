import type { FastifyInstance } from 'fastify';
import { view } from '../crm.ts';
import type { Crm } from '../crm.ts';
import { objectTypes } from '../objects/properties.ts';

/** The double's own API: what was written, and all records with their links. */
export const controlRoutes = (app: FastifyInstance, crm: Crm): void => {
  app.get('/_sandbox/writes', () => crm.audit.writes);
  for (const type of objectTypes) {
    app.get(`/_sandbox/objects/${type}`, () =>
      crm.store.all(type).map((record) => view(crm, type, record, { associations: objectTypes.join(',') })),
    );
  }
};
