import { arrivals } from './dashboard.ts';
import type { Dashboard, Panel } from './dashboard.ts';

const ours = 'messaging_consumer_group_name="$group"';
const theirs = 'consumergroup="$group"';
/** A service's series of the processes that are members of the group: the job's name carries no prefix, the group's may. */
const ofMembers = (series: string): string => `(${series} and on (job) kafka_consumer_inflight{${ours}})`;
const every = '[$__rate_interval]';

const lag: readonly Panel[] = [
  {
    title: 'Seconds behind',
    description:
      'Age of the oldest record that is not committed. The consumers say it themselves: a dead group says nothing.',
    unit: 's',
    queries: [
      {
        expr: `max by (messaging_destination_name) (kafka_consumer_lag_seconds{${ours}})`,
        legend: '{{messaging_destination_name}}',
      },
    ],
  },
  {
    title: 'Records behind',
    description:
      'By partition, as the broker sees it: a dead group is seen, too. One partition alone: one key holds it.',
    unit: 'short',
    queries: [
      {
        expr: `sum by (topic, partition) (kafka_consumergroup_lag{${theirs}} >= 0)`,
        legend: '{{topic}} {{partition}}',
      },
    ],
  },
  {
    title: 'In and out',
    description:
      'Records written to the group’s topics and records committed, per second. Out below in for long: it falls behind.',
    unit: 'ops',
    queries: [
      {
        expr: `sum(rate(kafka_topic_partition_current_offset${every}) and on (topic, partition) kafka_consumergroup_lag{${theirs}})`,
        legend: 'in',
      },
      { expr: `sum(rate(kafka_consumergroup_current_offset{${theirs}}${every}))`, legend: 'out' },
    ],
  },
  {
    title: 'Members and partitions',
    description: 'No members: nobody reads, lag can only grow. More members than partitions: the rest only waits.',
    unit: 'short',
    queries: [
      { expr: `sum(kafka_consumergroup_members{${theirs}})`, legend: 'members' },
      { expr: `count(kafka_consumergroup_lag{${theirs}})`, legend: 'partitions' },
    ],
  },
];

const trouble: readonly Panel[] = [
  {
    title: 'Retries',
    description: 'Failed attempts that are tried again, by failure code. A key that fails holds its own lane only.',
    unit: 'short',
    queries: [{ expr: arrivals(`switchback_kafka_retries_total{${ours}}`, 'code'), legend: '{{code}}' }],
  },
  {
    title: 'Dead letters',
    description: 'Records the group gave up on. Each waits for a person: switchback dlq list.',
    unit: 'short',
    queries: [{ expr: arrivals(`switchback_kafka_dead_letters_total{${ours}}`, 'code'), legend: '{{code}}' }],
  },
  {
    title: 'Parked work',
    description:
      'Waits in the database, not in Kafka, so lag does not show it: by organization or connection, and reason.',
    unit: 'short',
    queries: [
      {
        expr: `max by (organization, connection, reason) ${ofMembers('work_due')}`,
        legend: '{{organization}}{{connection}} {{reason}}',
      },
    ],
  },
  {
    title: 'Oldest parked work',
    description: 'Seconds since the oldest piece of each began to wait.',
    unit: 's',
    queries: [
      {
        expr: `max by (organization, connection, reason) ${ofMembers('work_oldest_seconds')}`,
        legend: '{{organization}}{{connection}} {{reason}}',
      },
    ],
  },
  {
    title: 'Downstream latency, 95 %',
    description: 'Of the vendor or the CRM, from this service.',
    unit: 's',
    queries: [
      {
        expr: `histogram_quantile(0.95, sum by (le, server_address) ${ofMembers(`rate(http_client_request_duration_bucket${every})`)})`,
        legend: '{{server_address}}',
      },
    ],
  },
  {
    title: 'Downstream answers that are no success',
    description: '429: the quota is used up by somebody else, too. 5xx and errors without a status: it is away.',
    unit: 'short',
    queries: [
      {
        expr: arrivals(
          'http_client_request_duration_count{http_response_status_code!~"2..|404"}',
          'server_address, http_response_status_code, error_type',
          ofMembers,
        ),
        legend: '{{server_address}} {{http_response_status_code}} {{error_type}}',
      },
    ],
  },
  {
    title: 'Paused',
    description: 'Subscriptions that wait for what every record needs: the database or the broker.',
    unit: 'short',
    queries: [{ expr: `sum(kafka_consumer_paused{${ours}})`, legend: 'paused' }],
  },
  {
    title: 'Assignments',
    description: 'Taken by members. A storm of them: pods come and go, or are too slow to answer.',
    unit: 'short',
    queries: [{ expr: `sum(increase(switchback_kafka_rebalances_total{${ours}}${every}))`, legend: 'assignments' }],
  },
];

/** One row per consumer group. */
export const consumers: Dashboard = {
  uid: 'switchback-consumers',
  title: 'Switchback: consumers',
  description: 'What each group has before it, what it gave up on, and what it waits for.',
  variables: { group: 'label_values(kafka_consumergroup_members, consumergroup)' },
  rows: [{ title: '$group', repeat: 'group', panels: [...lag, ...trouble] }],
};
