import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { canRender, render } from '../render.ts';
import type { Catalog } from './schema.ts';
import { objectFaults } from './validate.ts';

const catalog = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/catalog.json'), 'utf8')) as Catalog;

const deployment = (change: Record<string, unknown> = {}, containerChange: Record<string, unknown> = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: {
      spec: { containers: [{ name: 'a', resources: { requests: { cpu: 1, memory: '1Gi' } }, ...containerChange }] },
    },
    ...change,
  },
});

describe('objectFaults', () => {
  it('finds nothing in a good object', () => {
    expect(objectFaults(catalog, deployment())).toEqual([]);
  });
  it.each([
    ['a misspelt field', deployment({}, { resorces: {} }), '.spec.template.spec.containers[0].resorces is not known'],
    ['a wrong type', deployment({ replicas: 'two' }), '.spec.replicas is not of type integer'],
    ['a missing field', deployment({ selector: undefined, template: {} }), '.spec.selector is not of type object'],
    ['metadata nobody knows', { ...deployment(), metadata: { nam: 'a' } }, '.metadata.nam is not known'],
    ['a kind nobody knows', { apiVersion: 'v9', kind: 'Thing' }, 'v9 Thing is not in the catalog'],
    [
      'a CRD’s misspelt field',
      {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        spec: { scaleTargetRef: { name: 'a' }, triggers: [], poolingInterval: 5 },
      },
      '.spec.poolingInterval is not known',
    ],
    [
      'a CRD’s missing field',
      { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { triggers: [{ type: 'kafka' }] } },
      '.spec.scaleTargetRef is missing',
    ],
    [
      'a right that Kafka does not have',
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaUser',
        spec: { authorization: { type: 'simple', acls: [{ resource: { type: 'topic' }, operations: ['Reed'] }] } },
      },
      '.spec.authorization.acls[0].operations[0] is not one of',
    ],
  ])('finds %s', (_, object, fault) => {
    expect(objectFaults(catalog, object).join('\n')).toContain(fault);
  });
});

(canRender() ? describe : describe.skip)('every object', () => {
  it.each(['base', 'overlays/local', 'overlays/production'])('of %s is what a strict API server takes', (folder) => {
    const objects = render(folder);
    expect(objects.length).toBeGreaterThan(3);
    expect(objects.flatMap((object) => objectFaults(catalog, object))).toEqual([]);
  });
});
