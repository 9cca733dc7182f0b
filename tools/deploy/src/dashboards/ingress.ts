import { arrivals } from './dashboard.ts';
import type { Dashboard } from './dashboard.ts';

const every = '[$__rate_interval]';

/** What the vendor sees of us. */
export const ingress: Dashboard = {
  uid: 'switchback-ingress',
  title: 'Switchback: ingress',
  description: 'Webhooks at the door: stored, refused and why, and how long the broker takes.',
  variables: {},
  rows: [
    {
      title: 'Door',
      panels: [
        {
          title: 'Stored',
          description: 'Webhooks per second that all in-sync replicas have, by endpoint and topic.',
          unit: 'ops',
          queries: [
            {
              expr: `sum by (endpoint, topic) (rate(switchback_ingress_accepted_total${every}))`,
              legend: '{{endpoint}} {{topic}}',
            },
          ],
        },
        {
          title: 'Refused',
          description: 'By reason. Bad signatures after a rotation: the secret is not the one they sign with.',
          unit: 'short',
          queries: [{ expr: arrivals('switchback_ingress_rejected_total', 'reason'), legend: '{{reason}}' }],
        },
        {
          title: 'Broker acknowledges',
          description: 'From publish to the acknowledgement by all in-sync replicas; the sender waits for it.',
          unit: 's',
          queries: [0.5, 0.95, 0.99].map((quantile) => ({
            expr: `histogram_quantile(${quantile}, sum by (le) (rate(messaging_client_operation_duration_bucket{messaging_destination_name="agntix.session-events.v1"}${every})))`,
            legend: `${quantile * 100} %`,
          })),
        },
        {
          title: 'Waiting for the broker',
          description: 'Records that are not acknowledged yet. At the limit new webhooks are answered 503.',
          unit: 'short',
          queries: [{ expr: 'sum(switchback_kafka_producer_queue_records{job="ingress"})', legend: 'records' }],
        },
        {
          title: 'Bytes being read',
          description: 'Of bodies that are on their way in.',
          unit: 'bytes',
          queries: [{ expr: 'sum(switchback_ingress_reading)', legend: 'bytes' }],
        },
        {
          title: 'Longest turn of the event loop',
          description: 'CPU-bound; everything else waits meanwhile.',
          unit: 's',
          queries: [{ expr: 'max(switchback_ingress_loop_blocked_max)', legend: 'longest' }],
        },
        {
          title: 'Secrets',
          description:
            'Seconds since a webhook was signed with each secret of an endpoint: after a rotation the old one grows.',
          unit: 's',
          queries: [
            {
              expr: 'time() - max by (endpoint, secret) (switchback_ingress_secret_last_signed)',
              legend: '{{endpoint}} {{secret}}',
            },
            { expr: 'sum(switchback_ingress_secrets_broken)', legend: 'files without a usable secret' },
          ],
        },
      ],
    },
  ],
};
