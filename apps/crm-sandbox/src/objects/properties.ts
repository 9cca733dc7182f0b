export const objectTypes = ['tasks', 'calls', 'contacts'] as const;
export type ObjectType = (typeof objectTypes)[number];
export type Properties = Record<string, string>;

const taskStatuses = ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'DEFERRED', 'COMPLETED'];
const callStatuses = [
  'BUSY',
  'CALLING_CRM_USER',
  'CANCELED',
  'COMPLETED',
  'CONNECTING',
  'FAILED',
  'IN_PROGRESS',
  'NO_ANSWER',
  'QUEUED',
  'RINGING',
];

/** Properties by object type, with the values of those that are enumerations. */
const known: Record<ObjectType, Record<string, readonly string[] | null>> = {
  tasks: {
    hs_timestamp: null,
    hs_task_subject: null,
    hs_task_body: null,
    hs_task_status: taskStatuses,
    hs_task_type: null,
    hs_task_priority: null,
    hubspot_owner_id: null,
  },
  calls: {
    hs_timestamp: null,
    hs_call_title: null,
    hs_call_body: null,
    hs_call_direction: ['INBOUND', 'OUTBOUND'],
    hs_call_duration: null,
    hs_call_from_number: null,
    hs_call_to_number: null,
    hs_call_recording_url: null,
    hs_call_external_id: null,
    hs_call_source: null,
    hs_call_status: callStatuses,
    hs_call_disposition: null,
    hubspot_owner_id: null,
  },
  contacts: { email: null, firstname: null, lastname: null, phone: null },
};

export interface Fault {
  readonly message: string;
  readonly code: string;
  readonly in: string;
}

export interface PropertyDefinition {
  readonly name: string;
  readonly hasUniqueValue?: boolean;
}

/** Properties that a customer added, some of them with `hasUniqueValue`. */
export class CustomProperties {
  readonly #added = new Map<string, PropertyDefinition>();

  /** False when it is there already. */
  add(type: ObjectType, property: PropertyDefinition): boolean {
    const key = `${type}.${property.name}`;
    if (this.#added.has(key) || known[type][property.name] !== undefined) return false;
    this.#added.set(key, property);
    return true;
  }

  isUnique(type: ObjectType, name: string): boolean {
    return this.#added.get(`${type}.${name}`)?.hasUniqueValue === true;
  }

  /** All properties of a type, as HubSpot lists them. */
  list(type: ObjectType): (PropertyDefinition & { readonly options: readonly { readonly value: string }[] })[] {
    const own = [...this.#added].filter(([key]) => key.startsWith(`${type}.`)).map(([, property]) => property);
    return [
      ...Object.entries(known[type]).map(([name, values]) => ({
        name,
        options: (values ?? []).map((value) => ({ value, label: value })),
      })),
      ...own.map((property) => ({ ...property, options: [] })),
    ];
  }

  /** What HubSpot would refuse. Every value is a string; unknown names and values outside an enumeration are faults. */
  faults(type: ObjectType, properties: Record<string, unknown>): Fault[] {
    return Object.entries(properties).flatMap(([name, value]): Fault[] => {
      const values = known[type][name];
      if (values === undefined && !this.#added.has(`${type}.${name}`))
        return [{ message: `Property "${name}" does not exist`, code: 'PROPERTY_DOESNT_EXIST', in: name }];
      if (typeof value !== 'string')
        return [{ message: `Property "${name}" must be a string`, code: 'INVALID_TYPE', in: name }];
      return values && !values.includes(value)
        ? [{ message: `"${name}" is not one of the allowed options`, code: 'INVALID_OPTION', in: name }]
        : [];
    });
  }
}
