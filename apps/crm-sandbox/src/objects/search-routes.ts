import type { FastifyInstance } from 'fastify';
import { view } from '../crm.ts';
import type { Crm } from '../crm.ts';
import type { ObjectType } from './properties.ts';

interface SearchBody {
  filterGroups?: { filters: { propertyName: string; operator: 'EQ'; value: string }[] }[];
  properties?: string[];
  limit?: number;
}

const FIRST_PAGE = 10;

/** Search by equality. What was written in the last `indexDelayMs` is not found yet, as in HubSpot. */
export const searchRoutes = (app: FastifyInstance, crm: Crm, type: ObjectType): void => {
  app.post<{ Body: SearchBody }>(`/crm/v3/objects/${type}/search`, (request) => {
    const { filterGroups = [], properties, limit = FIRST_PAGE } = request.body;
    const indexed = Date.now() - crm.indexDelayMs;
    const found = crm.store
      .all(type)
      .filter(({ updatedAt }) => Date.parse(updatedAt) <= indexed)
      .filter(
        (record) =>
          filterGroups.length === 0 ||
          filterGroups.some(({ filters }) =>
            filters.every(({ propertyName, value }) => record.properties[propertyName] === value),
          ),
      );
    const results = found
      .slice(0, limit)
      .map((record) => view(crm, type, record, { properties: properties?.join(',') }));
    return { total: found.length, results };
  });
};
