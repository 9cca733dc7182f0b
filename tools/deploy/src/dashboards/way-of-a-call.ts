import { arrivals } from './dashboard.ts';
import type { Dashboard } from './dashboard.ts';

const every = '[$__rate_interval]';
/** By job: the group's own name may have a prefix. */
const handled = (app: string, topic: string) =>
  `sum(rate(messaging_client_consumed_messages_total{job="${app}", messaging_destination_name="${topic}", outcome="handled"}${every}))`;
const sent = (topic: string) =>
  `sum(rate(messaging_client_sent_messages_total{messaging_destination_name="${topic}"}${every}))`;
const behind = (app: string) => `max(kafka_consumer_lag_seconds{job="${app}"})`;

/** The stations of a call in the order of its way: where the flow gets thinner, it stands still. */
export const wayOfACall: Dashboard = {
  uid: 'switchback-way',
  title: 'Switchback: the way of a call',
  description:
    'From the webhook to the CRM. Each line is one station; the first that is thinner than the one before is where to look.',
  variables: {},
  rows: [
    {
      title: 'Flow',
      panels: [
        {
          title: 'Per second, by station',
          description:
            'Two webhooks per call come in; each is read by both groups; each call gives at least one enriched and one synced event.',
          unit: 'ops',
          queries: [
            { expr: `sum(rate(switchback_ingress_accepted_total${every}))`, legend: '1 webhooks stored' },
            { expr: handled('transcript', 'agntix.session-events.v1'), legend: '2 read by transcript' },
            { expr: sent('agntix.session-enriched.v1'), legend: '3 enriched' },
            { expr: handled('crm-sync', 'agntix.session-events.v1'), legend: '4 events read by crm-sync' },
            { expr: handled('crm-sync', 'agntix.session-enriched.v1'), legend: '5 results read by crm-sync' },
            { expr: sent('crm.task-synced.v1'), legend: '6 told' },
          ],
        },
        {
          title: 'Seconds behind, by station',
          description: 'What a call waits for at each group.',
          unit: 's',
          queries: [
            { expr: behind('transcript'), legend: 'transcript' },
            { expr: behind('crm-sync'), legend: 'crm-sync' },
          ],
        },
        {
          title: 'One attempt, 95 %',
          description: 'How long a handler works on one record.',
          unit: 's',
          queries: [
            {
              expr: `histogram_quantile(0.95, sum by (le, messaging_consumer_group_name) (rate(messaging_process_duration_bucket${every})))`,
              legend: '{{messaging_consumer_group_name}}',
            },
          ],
        },
        {
          title: 'Left the way',
          description: 'Dead letters, and work that is parked in a database.',
          unit: 'short',
          queries: [
            {
              expr: arrivals('switchback_kafka_dead_letters_total', 'messaging_consumer_group_name'),
              legend: 'dead letters of {{messaging_consumer_group_name}}',
            },
            {
              expr: 'max by (organization, connection, reason) (work_due)',
              legend: '{{organization}}{{connection}} {{reason}}',
            },
          ],
        },
        {
          title: 'Outbox',
          description: 'Age of the oldest event that is stored and not published yet.',
          unit: 's',
          queries: [{ expr: 'max by (job) (switchback_outbox_oldest_age)', legend: '{{job}}' }],
        },
      ],
    },
  ],
};
