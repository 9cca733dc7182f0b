import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { LagReader } from '@switchback/kafka';
import type { GroupLag, WatchedGroup } from '@switchback/kafka';

const linesOf = ({ group, members, partitions }: GroupLag): string[] => [
  `kafka_consumergroup_members{consumergroup="${group}"} ${members.length}`,
  ...partitions.flatMap(({ topic, partition, next, low, high, records }) => {
    const place = `topic="${topic}",partition="${partition}"`;
    return [
      `kafka_consumergroup_lag{consumergroup="${group}",${place}} ${records}`,
      `kafka_consumergroup_current_offset{consumergroup="${group}",${place}} ${next}`,
      `kafka_topic_partition_current_offset{${place}} ${high}`,
      `kafka_topic_partition_oldest_offset{${place}} ${low}`,
    ];
  }),
];

/** Says what kafka_exporter says, under its names, from the same questions to the broker. */
export const serveGroupView = async (kafka: ConstructorParameters<typeof LagReader>[0], groups: WatchedGroup[]) => {
  const reader = new LagReader(kafka, groups);
  const server = createServer((_, response) => {
    reader.read().then(
      (lags) => {
        const lines = new Set(lags.flatMap(linesOf));
        response.setHeader('content-type', 'text/plain; version=0.0.4').end(`${[...lines].join('\n')}\n`);
      },
      () => response.writeHead(503).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      await reader.close();
    },
  };
};
