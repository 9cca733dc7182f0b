import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const k8s = join(import.meta.dirname, '../../../k8s');

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).optional(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
  envFrom: z.array(z.looseObject({})).optional(),
  securityContext: z.looseObject({}),
  resources: z.looseObject({}),
});
const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    automountServiceAccountToken: z.boolean().optional(),
    terminationGracePeriodSeconds: z.number().optional(),
    securityContext: z.looseObject({}),
    containers: z.array(container),
    initContainers: z.array(container).default([]),
    volumes: z.array(z.looseObject({ name: z.string() })).optional(),
  }),
});
const rendered = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  data: z.record(z.string(), z.string()).optional(),
  spec: z.looseObject({}).optional(),
});
export type Rendered = z.output<typeof rendered>;

/** Whether a kubectl with a kustomize that knows components is here. */
export const canRender = (): boolean => {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** What kubectl's own kustomize makes of a folder below `k8s/`, offline. */
export const render = (folder: string): Rendered[] =>
  parseAllDocuments(execFileSync('kubectl', ['kustomize', join(k8s, folder)], { encoding: 'utf8' })).map((document) =>
    rendered.parse(document.toJS()),
  );

export const ofKind = (objects: readonly Rendered[], kind: string): Rendered[] =>
  objects.filter((object) => object.kind === kind);

/** The pods of Deployments and Jobs, with the name of what makes them; containers that run before come first. */
export const podsOf = (objects: readonly Rendered[]) =>
  objects
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .map(({ kind, metadata, spec }) => {
      const pod = podTemplate.parse(spec?.template);
      return { kind, name: metadata.name, pod, containers: [...pod.spec.initContainers, ...pod.spec.containers] };
    });
