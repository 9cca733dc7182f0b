import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { consumers } from '../dashboards/consumers.ts';
import { dashboardJson } from '../dashboards/dashboard.ts';
import { ingress } from '../dashboards/ingress.ts';
import { wayOfACall } from '../dashboards/way-of-a-call.ts';
import { topicObjects, userObjects } from './kafka-objects.ts';

/** The folder of all manifests. */
export const k8s = join(import.meta.dirname, '../../../../k8s');

const HEAD = '# Generated: npm run k8s:generate\n';
const documents = (objects: readonly unknown[]): string =>
  HEAD + objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');

/** The alerts and recording rules, as the Prometheus operator takes them. */
const ruleObject = () => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'switchback' },
  spec: z
    .strictObject({ groups: z.array(z.unknown()) })
    .parse(parse(readFileSync(join(k8s, 'monitoring/alerts.yaml'), 'utf8'))),
});

/** Each generated file below `k8s/`, with what it must hold. */
export const generatedFiles = (): Readonly<Record<string, string>> => ({
  'components/strimzi/topics.yaml': documents(topicObjects()),
  'components/strimzi/users.yaml': documents(userObjects()),
  'components/prometheus-rule/rule.yaml': documents([ruleObject()]),
  ...Object.fromEntries(
    [consumers, wayOfACall, ingress].map((dashboard) => [
      `monitoring/dashboards/${dashboard.uid}.json`,
      `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`,
    ]),
  ),
});
