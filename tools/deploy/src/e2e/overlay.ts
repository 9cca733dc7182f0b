import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspace } from '@switchback/local/sample';
import { stringify } from 'yaml';

interface Wanted {
  readonly namespace: string;
  readonly keda: boolean;
}

/** Lag of what a slow CRM leaves behind is enough, and the way back is not waited for ten minutes. */
const quickScaling = [
  { op: 'replace', path: '/spec/pollingInterval', value: 5 },
  { op: 'replace', path: '/spec/maxReplicaCount', value: 2 },
  ...[0, 1].map((trigger) => ({ op: 'replace', path: `/spec/triggers/${trigger}/metadata/lagThreshold`, value: '20' })),
  {
    op: 'replace',
    path: '/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown',
    value: { stabilizationWindowSeconds: 15, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] },
  },
];

/** Writes an overlay over `k8s/overlays/local` into `.local`, and gives its folder. */
export const writeOverlay = async ({ namespace, keda }: Wanted): Promise<string> => {
  const folder = join(workspace, '.local/e2e-k8s', namespace);
  await mkdir(folder, { recursive: true });
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace,
    resources: ['../../../k8s/overlays/local'],
    components: keda ? ['../../../k8s/components/keda'] : [],
    replicas: ['ingress', ...(keda ? [] : ['transcript', 'crm-sync'])].map((name) => ({ name, count: 2 })),
    configMapGenerator: [
      {
        name: 'switchback',
        behavior: 'merge',
        // Whole, since the autoscaler reads it from a namespace of its own.
        literals: [`KAFKA_BROKERS=kafka.${namespace}.svc:9092`],
      },
    ],
    patches: keda ? [{ target: { kind: 'ScaledObject', name: 'crm-sync' }, patch: stringify(quickScaling) }] : [],
  };
  await writeFile(join(folder, 'kustomization.yaml'), stringify(kustomization));
  return folder;
};
