import { describe, expect, it } from '@jest/globals';
import { consumers, topics } from '@switchback/contracts';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join, matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { canRender, ofKind, podsOf, render } from './render.ts';

const workspace = join(import.meta.dirname, '../../..');
const triggers = z.looseObject({ triggers: z.array(z.looseObject({ metadata: z.record(z.string(), z.string()) })) });
const acl = z.looseObject({
  resource: z.looseObject({ type: z.string(), name: z.string(), patternType: z.string().default('literal') }),
  operations: z.array(z.string()),
});
const user = z.looseObject({ authorization: z.looseObject({ acls: z.array(acl) }) });
const dashboard = z.looseObject({
  templating: z.looseObject({ list: z.array(z.looseObject({ name: z.string(), query: z.unknown() })) }),
  panels: z.array(
    z.looseObject({ repeat: z.string().optional(), targets: z.array(z.looseObject({ expr: z.string() })).default([]) }),
  ),
});
const rules = z.looseObject({
  groups: z.array(
    z.looseObject({ rules: z.array(z.looseObject({ annotations: z.looseObject({ runbook_url: z.string() }) })) }),
  ),
});

const scrapes = z.looseObject({
  scrape_configs: z.array(
    z.looseObject({ file_sd_configs: z.array(z.looseObject({ files: z.array(z.string()) })).default([]) }),
  ),
});
const composed = z.looseObject({
  services: z.looseObject({
    prometheus: z.strictObject({ configs: z.array(z.strictObject({ source: z.string(), target: z.string() })) }),
  }),
  configs: z.record(z.string(), z.strictObject({ content: z.string() })),
});

const registered = Object.entries(consumers).map(
  ([name, keys]) => [name, keys.map((key) => topics[key].name)] as const,
);

it('has a folder of manifests for each registered consumer, and no other', () => {
  const folders = globSync('k8s/consumers/*', { cwd: workspace }).map((folder) => basename(folder));
  expect(folders.sort()).toEqual(registered.map(([name]) => name).sort());
});

(canRender() ? describe : describe.skip).each(registered)('the manifests of %s', (name, reads) => {
  const objects = canRender() ? render(`consumers/${name}`) : [];
  const one = (kind: string) => {
    const [first, ...more] = ofKind(objects, kind);
    expect(more).toEqual([]);
    return first?.spec;
  };

  it('run restricted pods of pinned images', () => {
    const pods = podsOf(objects);
    expect(pods.map((pod) => pod.name)).toContain(name);
    for (const { pod } of pods) {
      expect(pod.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const { image, resources, securityContext } of pod.spec.containers) {
        expect(image).toMatch(/:(?!latest$)[\w.-]+$|@sha256:/);
        expect(resources).toEqual({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  it('scale by the lag of exactly what is read, and may do no more in Kafka', () => {
    const metadata = triggers.parse(one('ScaledObject')).triggers.map((trigger) => trigger.metadata);
    expect(metadata.map(({ consumerGroup, topic }) => [consumerGroup, topic])).toEqual(
      reads.map((topic) => [name, topic]),
    );
    const [kafkaUser] = ofKind(render(`consumers/${name}/kafka-user`), 'KafkaUser');
    const allowed = user
      .parse(kafkaUser?.spec)
      .authorization.acls.map(
        ({ resource, operations }) => `${resource.type} ${resource.name}: ${operations.join(', ')}`,
      );
    const made = ofKind(render(`consumers/${name}/kafka-user`), 'KafkaTopic').map(({ metadata }) => metadata.name);
    expect(made).toEqual(reads.map((topic) => `${topic}.dead.${name}`));
    expect(allowed).toEqual([
      ...reads.flatMap((topic) => [
        `topic ${topic}: Read, Describe, DescribeConfigs`,
        `topic ${topic}.dead.${name}: Write, Describe, DescribeConfigs`,
      ]),
      `group ${name}: Read`,
    ]);
  });

  it('have a budget, a monitor, a network policy of both directions and alerts with a runbook', () => {
    for (const kind of ['PodDisruptionBudget', 'PodMonitor']) expect(one(kind)).toBeDefined();
    expect(one('NetworkPolicy')).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    const alerts = rules.parse(one('PrometheusRule')).groups.flatMap((group) => group.rules);
    expect(alerts.length).toBeGreaterThan(0);
    for (const { annotations } of alerts) expect(existsSync(join(workspace, annotations.runbook_url))).toBe(true);
  });

  it('are seen by the operator, dead letters and lag, without a right of their own', () => {
    const [operator] = ofKind(render('overlays/production'), 'KafkaUser').filter(
      ({ metadata }) => metadata.name === 'switchback-operator',
    );
    const acls = user.parse(operator?.spec).authorization.acls;
    const may = (type: string, wanted: string, operation: string) =>
      acls.some(({ resource, operations }) => {
        const covers =
          resource.patternType === 'prefix'
            ? wanted.startsWith(resource.name)
            : resource.name === wanted || resource.name === '*';
        return resource.type === type && covers && operations.includes(operation);
      });
    for (const topic of reads) {
      expect([topic, may('topic', `${topic}.dead.${name}`, 'Read')]).toEqual([topic, true]);
      expect([topic, may('topic', topic, 'Write')]).toEqual([topic, true]);
      expect([topic, may('topic', `${topic}.dead.${name}`, 'Write')]).toEqual([topic, false]);
    }
    expect(['Describe', 'Read'].map((operation) => may('group', name, operation))).toEqual([true, false]);
    expect(['Read', 'Delete'].map((operation) => may('group', 'switchback-read-1', operation))).toEqual([true, true]);
  });

  it('have a row on the consumers dashboard by the label of their group', () => {
    expect(one('PodMonitor')).toMatchObject({
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
    });
    const labelled = podsOf(objects).find((pod) => pod.name === name);
    expect(labelled?.pod.metadata.labels['app.kubernetes.io/name']).toBe(name);
    const app = readFileSync(join(workspace, 'apps', name, 'src/app.ts'), 'utf8');
    expect(app).toContain(`group: '${name}'`);
    const text = readFileSync(join(workspace, 'k8s/monitoring/dashboards/switchback-consumers.json'), 'utf8');
    const { panels, templating } = dashboard.parse(JSON.parse(text));
    expect(panels.filter(({ repeat }) => repeat !== undefined).map(({ repeat }) => repeat)).toEqual(['group']);
    expect(templating.list.find((variable) => variable.name === 'group')?.query).toMatchObject({
      query: 'label_values(kafka_consumergroup_members, consumergroup)',
    });
    const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(exprs.length).toBeGreaterThan(10);
    for (const expr of exprs) expect(expr).toMatch(/(?:consumergroup|messaging_consumer_group_name)="\$group"/);
  });
});

it.each(registered)('%s brings itself along as a target of compose’s Prometheus', (name) => {
  const read = (file: string): unknown => parse(readFileSync(join(workspace, file), 'utf8'));
  const { services, configs } = composed.parse(read(`apps/${name}/compose.yaml`));
  expect(services).toHaveProperty(name);
  const files = scrapes
    .parse(read('docker/observe/prometheus.yaml'))
    .scrape_configs.flatMap((job) => job.file_sd_configs.flatMap((found) => found.files));
  const [config, ...more] = services.prometheus.configs;
  expect([config?.target, files.some((glob) => matchesGlob(config?.target ?? '', glob)), more]).toEqual([
    config?.target,
    true,
    [],
  ]);
  expect(JSON.parse(configs[config?.source ?? '']?.content ?? '')).toEqual([
    { targets: [`${name}:9080`], labels: { job: name } },
  ]);
});
