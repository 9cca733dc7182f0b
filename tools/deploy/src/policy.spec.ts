import { beforeAll, describe, expect, it } from '@jest/globals';
import { subscriptions } from '@switchback/contracts';
import { z } from 'zod';
import { canRender, ofKind, podsOf, render } from './render.ts';
import type { Rendered } from './render.ts';

/** The longest a handler may take: one vendor or CRM call's deadline, and the last commit. */
const HANDLER_BUDGET_S = 15;

const scaled = z.looseObject({
  scaleTargetRef: z.looseObject({ name: z.string() }),
  fallback: z.looseObject({ failureThreshold: z.number() }),
  triggers: z.array(z.looseObject({ metadata: z.record(z.string(), z.string()) })),
});
const selector = z.looseObject({ matchLabels: z.record(z.string(), z.string()) });
const expressions = z.looseObject({ matchExpressions: z.array(z.looseObject({ values: z.array(z.string()) })) });
const port = z.looseObject({ port: z.union([z.number(), z.string()]) });
const policy = z.looseObject({
  podSelector: expressions.partial(),
  policyTypes: z.array(z.string()),
  egress: z.array(z.looseObject({ ports: z.array(port).optional() })).optional(),
});

const here = canRender();
if (!here) process.stderr.write('!! kubectl is not here: the manifests in k8s/ are NOT checked in this run\n');

(here ? describe : describe.skip)('the production overlay', () => {
  let objects: Rendered[];
  beforeAll(() => {
    objects = render('overlays/production');
  });
  const apps = () => ofKind(objects, 'Deployment').map(({ metadata }) => metadata.name);

  it('runs restricted pods without a token', () => {
    expect(podsOf(objects)).toHaveLength(5);
    for (const { pod } of podsOf(objects)) {
      expect(pod.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const { securityContext } of pod.spec.containers)
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      for (const volume of pod.spec.volumes ?? [])
        expect(['configMap', 'secret', 'emptyDir', 'projected']).toEqual(
          expect.arrayContaining(Object.keys(volume).filter((key) => key !== 'name')),
        );
    }
  });

  it('pins images, requests cpu and memory, and limits memory alone', () => {
    for (const { pod } of podsOf(objects))
      for (const { image, resources } of pod.spec.containers) {
        expect(image).toMatch(/:(?!latest$)[\w.-]+$|@sha256:/);
        expect(resources).toEqual({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
  });

  it('leaves a handler the time to end', () => {
    for (const { kind, pod } of podsOf(objects))
      if (kind === 'Deployment') expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(2 * HANDLER_BUDGET_S);
  });

  it('has a budget and a monitor for each Deployment, and denies by default', () => {
    const budgets = ofKind(objects, 'PodDisruptionBudget').map(
      ({ spec }) => selector.parse(spec?.selector).matchLabels['app.kubernetes.io/name'],
    );
    expect(budgets.sort()).toEqual(apps().sort());
    const monitored = ofKind(objects, 'PodMonitor').flatMap(
      ({ spec }) => expressions.parse(spec?.selector).matchExpressions[0]?.values,
    );
    expect(monitored.sort()).toEqual(apps().sort());
    expect(ofKind(objects, 'NetworkPolicy').map(({ spec }) => spec)).toContainEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('lets only who owns a schema reach the database', () => {
    const reach = ofKind(objects, 'NetworkPolicy')
      .map(({ spec }) => policy.parse(spec))
      .filter(({ egress }) => egress?.some(({ ports }) => !ports || ports.some((entry) => entry.port === 5432)));
    const allowed = reach.flatMap(({ podSelector }) => podSelector.matchExpressions?.[0]?.values ?? ['everyone']);
    expect(allowed.sort()).toEqual(['crm-sync', 'migrate-crm-sync', 'migrate-transcript', 'transcript']);
  });

  it('scales each group by the lag of exactly its topics, and leaves replicas to the scaler', () => {
    const found = ofKind(objects, 'ScaledObject').map(({ spec }) => scaled.parse(spec));
    const lagOf = Object.fromEntries(
      found.map(({ scaleTargetRef, triggers }) => [scaleTargetRef.name, triggers.map(({ metadata }) => metadata)]),
    );
    expect(Object.keys(lagOf).sort()).toEqual(Object.keys(subscriptions).sort());
    for (const [group, topics] of Object.entries(subscriptions))
      expect(
        lagOf[group]?.map(({ consumerGroup, topic, offsetResetPolicy }) => [consumerGroup, topic, offsetResetPolicy]),
      ).toEqual(topics.map(({ name }) => [group, name, 'earliest']));
    for (const { spec } of ofKind(objects, 'Deployment')) expect(spec).not.toHaveProperty('replicas');
  });
});
