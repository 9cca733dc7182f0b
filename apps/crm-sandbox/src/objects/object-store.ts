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
  readonly #records = new Map<ObjectType, Map<string, CrmObject>>();
  /** Records by the value of a property, for those properties that were asked for. */
  readonly #byValue = new Map<string, Map<string, CrmObject>>();
  readonly #audit: AuditLog;
  #nextId = Date.now() * 100;

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }

  get(type: ObjectType, id: string): CrmObject | undefined {
    return this.#records.get(type)?.get(id);
  }

  all(type: ObjectType): CrmObject[] {
    return [...(this.#records.get(type)?.values() ?? [])];
  }

  findBy(type: ObjectType, property: string, value: string): CrmObject | undefined {
    const key = `${type}.${property}`;
    const known = this.#byValue.get(key) ?? new Map<string, CrmObject>();
    if (!this.#byValue.has(key)) {
      this.#byValue.set(key, known);
      for (const record of this.all(type)) known.set(record.properties[property] ?? '', record);
    }
    return known.get(value);
  }

  #index(type: ObjectType, record: CrmObject, names: readonly string[]): void {
    for (const name of names) this.#byValue.get(`${type}.${name}`)?.set(record.properties[name] ?? '', record);
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
    const own = this.#records.get(type) ?? new Map<string, CrmObject>();
    this.#records.set(type, own.set(record.id, record));
    this.#index(type, record, Object.keys(properties));
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
    this.#index(type, record, Object.keys(write.properties));
    const changed = !isDeepStrictEqual(before, record.properties);
    if (changed) record.updatedAt = new Date().toISOString();
    this.#audit.add({ ...write, objectType: type, id: record.id, result: changed ? 'updated' : 'unchanged' });
    return record;
  }
}
