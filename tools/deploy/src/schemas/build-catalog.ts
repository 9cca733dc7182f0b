import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Catalog, Schema } from './schema.ts';
import { strimziSpecs } from './strimzi.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const base: Readonly<Record<string, Schema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { $ref: `#/definitions/${OBJECT_META}` },
};

/** What is read out of each Go module, by file below it. */
const modules = {
  kubernetes: {
    module: 'k8s.io/kubernetes@v1.33.13',
    files: [
      'api__v1',
      'apis__apps__v1',
      'apis__batch__v1',
      'apis__autoscaling__v2',
      'apis__policy__v1',
      'apis__networking.k8s.io__v1',
    ].map((name) => `api/openapi-spec/v3/${name}_openapi.json`),
    kinds: [
      ...['Namespace', 'Service', 'ConfigMap', 'Secret', 'Deployment', 'Job'],
      ...['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'NetworkPolicy', 'Ingress'],
    ],
  },
  customResources: {
    'github.com/kedacore/keda/v2@v2.18.1': ['config/crd/bases/keda.sh_scaledobjects.yaml'],
    'github.com/prometheus-operator/prometheus-operator@v0.85.0': [
      'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
    ],
    'github.com/external-secrets/external-secrets@v1.3.2': [
      'config/crds/bases/external-secrets.io_externalsecrets.yaml',
    ],
    'sigs.k8s.io/gateway-api@v1.4.0': ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  },
} as const;

const kept = new Set([
  ...['$ref', 'allOf', 'oneOf', 'anyOf', 'type', 'properties', 'additionalProperties', 'required', 'items', 'enum'],
  ...[
    'pattern',
    'minimum',
    'maximum',
    'maxLength',
    'x-kubernetes-int-or-string',
    'x-kubernetes-preserve-unknown-fields',
  ],
]);

/** Without prose, defaults and server-side rules; names of fields are no keywords. */
const slim = (schema: Record<string, unknown>): Schema =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => kept.has(key))
      .map(([key, value]) => [key, slimPart(key, value)]),
  );
const slimPart = (key: string, value: unknown): unknown => {
  if (key === 'properties')
    return Object.fromEntries(
      Object.entries(value as Record<string, Record<string, unknown>>).map(([name, field]) => [name, slim(field)]),
    );
  if (key === '$ref') return `#/definitions/${(value as string).slice((value as string).lastIndexOf('/') + 1)}`;
  if (Array.isArray(value))
    return value.map((part: unknown) =>
      typeof part === 'object' && part ? slim(part as Record<string, unknown>) : part,
    );
  return typeof value === 'object' && value ? slim(value as Record<string, unknown>) : value;
};

interface OpenApi {
  readonly components: {
    readonly schemas: Readonly<
      Record<
        string,
        Record<string, unknown> & {
          'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
        }
      >
    >;
  };
}

const kubernetesParts = (folder: string): Catalog => {
  const wanted: ReadonlySet<string> = new Set(modules.kubernetes.kinds);
  const kinds: Record<string, Schema> = {};
  const all: Record<string, Schema> = {};
  for (const file of modules.kubernetes.files) {
    const { schemas } = (JSON.parse(readFileSync(join(folder, file), 'utf8')) as OpenApi).components;
    for (const [name, schema] of Object.entries(schemas)) {
      all[name] = slim(schema);
      const [of] = schema['x-kubernetes-group-version-kind'] ?? [];
      if (of && wanted.has(of.kind) && schema['x-kubernetes-group-version-kind']?.length === 1)
        kinds[`${of.group === '' ? '' : `${of.group}/`}${of.version} ${of.kind}`] = { $ref: `#/definitions/${name}` };
    }
  }
  return { kinds, definitions: reachable(kinds, all) };
};

/** The definitions that are used, directly or not. */
const reachable = (kinds: Catalog['kinds'], all: Catalog['definitions']): Catalog['definitions'] => {
  const found = new Map<string, Schema>();
  const queue: unknown[] = [kinds, base];
  while (queue.length > 0)
    for (const [, name] of JSON.stringify(queue.pop()).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      const definition = all[name ?? ''];
      if (!name || !definition || found.has(name)) continue;
      found.set(name, definition);
      queue.push(definition);
    }
  return Object.fromEntries([...found].toSorted(([one], [other]) => one.localeCompare(other)));
};

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Record<string, unknown> };
    }[];
  };
}

const crdKinds = (text: string): Record<string, Schema> => {
  const { spec } = parse(text) as Crd;
  return Object.fromEntries(
    spec.versions
      .filter(({ served }) => served)
      .map(({ name, schema }) => {
        const { properties, ...rest } = slim(schema.openAPIV3Schema);
        return [`${spec.group}/${name} ${spec.names.kind}`, { ...rest, properties: { ...properties, ...base } }];
      }),
  );
};

/** The CRDs as their projects publish them, out of the Go modules' folders. */
export const publishedCrds = (folderOf: (module: string) => string): string[] =>
  Object.entries(modules.customResources).flatMap(([module, files]) =>
    files.map((file) => readFileSync(join(folderOf(module), file), 'utf8')),
  );

/** All kinds that manifests here may hold, out of the Go modules' folders. */
export const buildCatalog = (folderOf: (module: string) => string): Catalog => {
  const { kinds, definitions } = kubernetesParts(folderOf(modules.kubernetes.module));
  const custom = publishedCrds(folderOf).map(crdKinds);
  const strimzi = Object.entries(strimziSpecs).map(([kind, spec]): Record<string, Schema> => ({
    [`kafka.strimzi.io/v1 ${kind}`]: { type: 'object', required: ['spec'], properties: { ...base, spec } },
  }));
  return { kinds: Object.assign({}, kinds, ...custom, ...strimzi) as Catalog['kinds'], definitions };
};
