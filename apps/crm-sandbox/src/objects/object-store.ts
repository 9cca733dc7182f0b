import { isDeepStrictEqual } from 'node:util';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ObjectType, Properties } from './properties.ts';

export interface CrmObject {
  readonly id: string;
  readonly properties: Properties;
  readonly createdAt: string;
  updatedAt: string;
  readonly archived: false;
}

/** All records, in memory. Ids start at the clock, so that they never repeat across restarts. */
export class ObjectStore {
  readonly #records = new Map<string, CrmObject>();
  readonly #audit: AuditLog;
  #nextId = Date.now() * 100;

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }

  get(type: ObjectType, id: string): CrmObject | undefined {
    return this.#records.get(`${type}/${id}`);
  }

  all(type: ObjectType): CrmObject[] {
    return [...this.#records].filter(([key]) => key.startsWith(`${type}/`)).map(([, record]) => record);
  }

  findBy(type: ObjectType, property: string, value: string): CrmObject | undefined {
    return this.all(type).find((record) => record.properties[property] === value);
  }

  create(type: ObjectType, properties: Properties, path: string): CrmObject {
    const now = new Date().toISOString();
    const record: CrmObject = {
      id: String((this.#nextId += 1)),
      properties: { ...properties },
      createdAt: now,
      updatedAt: now,
      archived: false,
    };
    this.#records.set(`${type}/${record.id}`, record);
    this.#audit.add({ method: 'POST', path, objectType: type, id: record.id, properties, result: 'created' });
    return record;
  }

  update(
    type: ObjectType,
    record: CrmObject,
    write: { properties: Properties; method: string; path: string },
  ): CrmObject {
    const before = { ...record.properties };
    Object.assign(record.properties, write.properties);
    const changed = !isDeepStrictEqual(before, record.properties);
    if (changed) record.updatedAt = new Date().toISOString();
    this.#audit.add({ ...write, objectType: type, id: record.id, result: changed ? 'updated' : 'unchanged' });
    return record;
  }
}
