import { Associations } from './associations/associations.ts';
import { AuditLog } from './audit/audit-log.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { RateLimits } from './limits/rate-limits.ts';
import type { LimitSettings } from './limits/rate-limits.ts';
import { ObjectStore } from './objects/object-store.ts';
import type { CrmObject } from './objects/object-store.ts';
import { CustomProperties } from './objects/properties.ts';
import type { ObjectType } from './objects/properties.ts';
import { OwnSystem } from './own-system/own-system.ts';

/** The whole account. */
export interface Crm {
  readonly audit: AuditLog;
  readonly store: ObjectStore;
  /** Beside HubSpot: a system of one's own. */
  readonly own: OwnSystem;
  readonly associations: Associations;
  readonly properties: CustomProperties;
  readonly faults: FaultPlan;
  readonly limits: RateLimits;
  /** How long search does not see what was written. */
  readonly indexDelayMs: number;
}

export const newCrm = (settings: { limits: LimitSettings; indexDelayMs: number }): Crm => {
  const audit = new AuditLog();
  return {
    audit,
    store: new ObjectStore(audit),
    own: new OwnSystem(audit),
    associations: new Associations(),
    properties: new CustomProperties(),
    faults: new FaultPlan(),
    limits: new RateLimits(settings.limits),
    indexDelayMs: settings.indexDelayMs,
  };
};

/** A record as HubSpot answers it: the named properties (null where unset), or all. */
export const view = (
  crm: Crm,
  type: ObjectType,
  record: CrmObject,
  options: { properties?: string | undefined; associations?: string | undefined } = {},
) => {
  const names = options.properties?.split(',');
  const properties = names
    ? Object.fromEntries(names.map((name) => [name, record.properties[name] ?? null]))
    : record.properties;
  const types = options.associations?.split(',') ?? [];
  const linked = types
    .map((to) => [to, crm.associations.of(`${type}/${record.id}`, to)] as const)
    .filter(([, ids]) => ids.length > 0);
  const associations = Object.fromEntries(
    linked.map(([to, ids]) => [
      to,
      { results: ids.map((id) => ({ id, type: `${type.slice(0, -1)}_to_${to.slice(0, -1)}` })) },
    ]),
  );
  return {
    id: record.id,
    properties: { hs_object_id: record.id, ...properties },
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archived: record.archived,
    ...(linked.length > 0 && { associations }),
  };
};
