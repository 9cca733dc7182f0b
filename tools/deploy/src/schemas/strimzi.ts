import type { Schema } from './schema.ts';

// Strimzi publishes its CRDs neither by npm nor as a Go module. What is known of version v1, as far as it is used here.
const text: Schema = { type: 'string' };
const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values });
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});
const operations = oneOf(
  ...['Read', 'Write', 'Create', 'Delete', 'Alter', 'Describe'],
  ...['ClusterAction', 'AlterConfigs', 'DescribeConfigs', 'IdempotentWrite', 'All'],
);
const acl = object(
  {
    host: text,
    type: oneOf('allow', 'deny'),
    operations: { type: 'array', items: operations },
    resource: object(
      {
        type: oneOf('topic', 'group', 'cluster', 'transactionalId'),
        name: text,
        patternType: oneOf('literal', 'prefix'),
      },
      ['type'],
    ),
  },
  ['resource', 'operations'],
);

/** By kind, the schema of `spec`. */
export const strimziSpecs: Readonly<Record<string, Schema>> = {
  KafkaTopic: object({
    topicName: text,
    partitions: { type: 'integer', minimum: 1 },
    replicas: { type: 'integer', minimum: 1, maximum: 32_767 },
    config: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  }),
  KafkaUser: object({
    authentication: object({ type: oneOf('tls', 'tls-external', 'scram-sha-512') }, ['type']),
    authorization: object({ type: oneOf('simple'), acls: { type: 'array', items: acl } }, ['type', 'acls']),
    quotas: object({
      producerByteRate: { type: 'integer', minimum: 0 },
      consumerByteRate: { type: 'integer', minimum: 0 },
      requestPercentage: { type: 'integer', minimum: 0 },
    }),
  }),
};

const crd = (kind: string, spec: Schema) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${kind.toLowerCase()}s.kafka.strimzi.io` },
  spec: {
    group: 'kafka.strimzi.io',
    scope: 'Namespaced',
    names: { kind, plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase() },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
      },
    ],
  },
});

/** CRDs of what is known, for an API server that has not got Strimzi's own. */
export const strimziCrds = (): object[] => Object.entries(strimziSpecs).map(([kind, spec]) => crd(kind, spec));
