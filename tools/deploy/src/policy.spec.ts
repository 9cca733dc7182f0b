import { beforeAll, describe, expect, it } from '@jest/globals';
import { subscriptions } from '@switchback/contracts';
import { z } from 'zod';
import { builtInTopics } from './manifests/kafka-objects.ts';
import { readSchemas } from './settings/read-schemas.ts';
import { settingsOf } from './settings/setting.ts';
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

const users = z.looseObject({
  authorization: z.looseObject({
    acls: z.array(
      z.looseObject({
        resource: z.looseObject({ type: z.string(), name: z.string() }),
        operations: z.array(z.string()),
      }),
    ),
  }),
});

const products = new Set(['ingress', 'transcript', 'crm-sync']);

const here = canRender();
if (!here) process.stderr.write('!! kubectl is not here: the manifests in k8s/ are NOT checked in this run\n');

(here ? describe : describe.skip)('the production overlay', () => {
  let objects: Rendered[];
  beforeAll(() => {
    objects = render('overlays/production');
  });
  const deployed = () => ofKind(objects, 'Deployment').map(({ metadata }) => metadata.name);

  it('runs restricted pods without a token', () => {
    expect(podsOf(objects)).toHaveLength(5);
    for (const { pod, containers } of podsOf(objects)) {
      expect(pod.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const { securityContext } of containers)
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
    for (const { containers } of podsOf(objects))
      for (const { image, resources } of containers) {
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
    expect(budgets.sort()).toEqual(deployed().sort());
    const monitored = ofKind(objects, 'PodMonitor').flatMap(
      ({ spec }) => expressions.parse(spec?.selector).matchExpressions[0]?.values,
    );
    expect(monitored.sort()).toEqual(deployed().sort());
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

  it('hands secrets over as files, never in the environment', () => {
    for (const { containers } of podsOf(objects))
      for (const { env = [], envFrom = [] } of containers)
        expect(JSON.stringify([env, envFrom])).not.toMatch(/secretRef|secretKeyRef/);
    const wanted = ofKind(objects, 'Deployment').map(({ metadata }) => `switchback-${metadata.name}-files`);
    expect(
      ofKind(objects, 'ExternalSecret')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(wanted.sort());
  });

  it('lets pods of a release wait for the migrations of the same release', () => {
    const pods = podsOf(objects);
    const jobs = pods.filter(({ kind }) => kind === 'Job');
    expect(jobs.map(({ name }) => name.replace(/-\d.*/, '')).sort()).toEqual([
      'migrate-crm-sync',
      'migrate-transcript',
    ]);
    for (const { name, containers } of jobs) {
      const image = containers[0]?.image ?? '';
      const app = name.replace(/^migrate-|-\d.*/g, '');
      expect(name).toBe(`migrate-${app}-${(image.split(':')[1] ?? '').replaceAll('.', '-')}`);
      const waiting = pods.find((pod) => pod.kind === 'Deployment' && pod.name === app);
      expect(waiting?.containers.map((container) => [container.image, container.args])).toEqual([
        [image, ['dist/migrate.js', 'wait']],
        [image, undefined],
      ]);
    }
  });

  it('opens ways in and out for each Deployment', () => {
    const policies = ofKind(objects, 'NetworkPolicy').map(({ spec }) => policy.parse(spec));
    for (const direction of ['Ingress', 'Egress'])
      for (const app of deployed())
        expect(
          policies.filter(
            ({ podSelector, policyTypes }) =>
              policyTypes.includes(direction) && JSON.stringify(podSelector).includes(`"${app}"`),
          ),
        ).not.toHaveLength(0);
  });

  it('lets each service at exactly its topics, with the group that is on the wire', () => {
    const rights = Object.fromEntries(
      ofKind(objects, 'KafkaUser').map(({ metadata, spec }) => [
        metadata.name,
        users
          .parse(spec)
          .authorization.acls.flatMap(({ resource, operations }) =>
            operations
              .filter((operation) => operation === 'Read' || operation === 'Write')
              .map((operation) => `${operation} ${resource.type} ${resource.name}`),
          )
          .sort(),
      ]),
    );
    expect(rights).toMatchObject({
      ingress: ['Write topic agntix.session-events.v1', 'Write topic agntix.webhook-quarantine.v1'],
      transcript: [
        'Read group transcript',
        'Read topic agntix.session-events.v1',
        'Write topic agntix.session-enriched.v1',
        'Write topic agntix.session-events.v1.dead.transcript',
      ],
      'crm-sync': [
        'Read group crm-sync',
        'Read topic agntix.session-enriched.v1',
        'Read topic agntix.session-events.v1',
        'Write topic agntix.session-enriched.v1.dead.crm-sync',
        'Write topic agntix.session-events.v1.dead.crm-sync',
        'Write topic crm.task-synced.v1',
      ],
    });
    expect(Object.keys(rights).sort()).toEqual([...deployed(), 'switchback-operator'].sort());
    expect(
      ofKind(objects, 'KafkaTopic')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(
      builtInTopics()
        .map(({ name }) => name)
        .sort(),
    );
  });
});

(here ? describe : describe.skip)('settings in manifests', () => {
  /** By service, what it declares and what it is given: by the shared ConfigMap, and by its own Deployment. */
  const settingsIn = async (overlay: string) => {
    const schemas = await readSchemas('src/config.ts');
    const objects = render(`overlays/${overlay}`);
    const shared = Object.keys(
      ofKind(objects, 'ConfigMap').find(({ metadata }) => /^switchback-\w+$/.test(metadata.name))?.data ?? {},
    );
    const services = podsOf(objects)
      .filter(({ kind, name }) => kind === 'Deployment' && products.has(name))
      .map(({ name, pod }) => ({
        name,
        declared: settingsOf(schemas[name]!),
        own: (pod.spec.containers[0]?.env ?? []).map((entry) => entry.name.replace(/^(DATABASE_URL)_FILE$/, '$1')),
      }));
    expect(services).toHaveLength(3);
    return { shared, services };
  };

  it.each(['production', 'local'])('%s sets only what the service reads', async (overlay) => {
    const { shared, services } = await settingsIn(overlay);
    expect(shared).toContain('KAFKA_BROKERS');
    const known = new Set(services.flatMap(({ declared }) => declared.map(({ name }) => name)));
    expect(shared.filter((setting) => !known.has(setting))).toEqual([]);
    for (const { name, declared, own } of services)
      expect([name, own.filter((given) => !declared.some((setting) => setting.name === given))]).toEqual([name, []]);
  });

  it('local gives each service all that it needs', async () => {
    const { shared, services } = await settingsIn('local');
    for (const { name, declared, own } of services) {
      const needed = declared.filter((setting) => setting.needed).map((setting) => setting.name);
      expect(needed).toContain('KAFKA_BROKERS');
      expect([name, needed.filter((setting) => ![...shared, ...own].includes(setting))]).toEqual([name, []]);
    }
  });
});
