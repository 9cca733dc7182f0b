import type { FastifyInstance } from 'fastify';
import { view } from '../crm.ts';
import type { Crm } from '../crm.ts';
import { conflict, invalid } from '../hubspot-error.ts';
import type { ObjectType, Properties } from './properties.ts';

interface UpsertInput {
  id: string;
  idProperty: string;
  properties: Properties;
  objectWriteTraceId?: string;
}
interface ReadBody {
  inputs: { id: string }[];
  idProperty?: string;
  properties?: string[];
}

const requiredOnCreate = (type: ObjectType) => (type === 'contacts' ? [] : ['hs_timestamp']);

/** Reads several records by id or by a unique property. */
const readRoute = (app: FastifyInstance, crm: Crm, type: ObjectType): void => {
  app.post<{ Body: ReadBody }>(`/crm/v3/objects/${type}/batch/read`, (request, reply) => {
    const { inputs, idProperty, properties } = request.body;
    const found = inputs.map(({ id }) =>
      idProperty ? crm.store.findBy(type, idProperty, id) : crm.store.get(type, id),
    );
    const results = found.flatMap((record) =>
      record ? [view(crm, type, record, { properties: properties?.join(',') })] : [],
    );
    const missing = inputs.length - results.length;
    const errors = [
      {
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        message: 'Could not get some objects, they may be deleted or not exist.',
      },
    ];
    return reply
      .code(missing > 0 ? 207 : 200)
      .send({ status: 'COMPLETE', results, ...(missing > 0 && { numErrors: missing, errors }) });
  });
};

/** Batch read, and upsert by a unique property. One faulty input refuses the whole batch, as HubSpot does. */
export const batchRoutes = (app: FastifyInstance, crm: Crm, type: ObjectType): void => {
  const base = `/crm/v3/objects/${type}/batch`;

  const faultsOf = ({ id, idProperty, properties }: UpsertInput) => {
    const faults = crm.properties.faults(type, properties);
    if (crm.faults.isRefusing(id)) faults.push({ message: 'the record is not taken', code: 'REFUSED', in: idProperty });
    if (!crm.properties.isUnique(type, idProperty))
      return [...faults, { message: `"${idProperty}" is not a unique property`, code: 'NOT_UNIQUE', in: idProperty }];
    const missing = crm.store.findBy(type, idProperty, id)
      ? []
      : requiredOnCreate(type).filter((name) => !properties[name]);
    return [
      ...faults,
      ...missing.map((name) => ({ message: `${name} is required`, code: 'REQUIRED_FIELD', in: name })),
    ];
  };

  app.post<{ Body: { inputs: UpsertInput[] } }>(`${base}/upsert`, (request, reply) => {
    const { inputs } = request.body;
    const faults = inputs.flatMap(faultsOf);
    if (faults.length > 0) return invalid(reply, faults);
    if (inputs.some(({ id }) => crm.faults.isConflicting(id)))
      return conflict(reply, 'A record with this unique value exists already.');
    const results = inputs.map(({ id, idProperty, properties, objectWriteTraceId }) => {
      const found = crm.store.findBy(type, idProperty, id);
      const all = { ...properties, [idProperty]: id };
      const record = found
        ? crm.store.update(type, found, { properties: all, method: 'POST', path: `${base}/upsert` })
        : crm.store.create(type, all, `${base}/upsert`);
      return {
        ...view(crm, type, record),
        new: !found,
        ...(objectWriteTraceId !== undefined && { objectWriteTraceId }),
      };
    });
    return { status: 'COMPLETE', results, startedAt: new Date().toISOString(), completedAt: new Date().toISOString() };
  });
  readRoute(app, crm, type);
};
