import type { GroupLag } from '@switchback/kafka';
import { table } from '../table.ts';
import { inShort } from '../times.ts';
import type { Parked } from './read-parked.ts';
import { byTopic } from './summarise.ts';
import type { TopicLag } from './summarise.ts';

export interface Report {
  readonly groups: readonly GroupLag[];
  /** Undefined where no database was given. */
  readonly parked: readonly Parked[] | undefined;
}

const remarks = ({ partitions, unheld, removed, uncommitted, records }: TopicLag): string =>
  [
    unheld > 0 &&
      `${unheld === partitions ? 'no partition' : `${partitions - unheld} of ${partitions}`} held by a member`,
    uncommitted === partitions && records > 0n && 'nothing committed yet',
    removed > 0n && `${removed} removed by retention before they were committed`,
  ]
    .filter(Boolean)
    .join('; ');

const behind = (seconds: number) => (seconds > 0 ? inShort(seconds) : '-');

const groupText = (group: GroupLag, everyPartition: boolean): string => {
  const clients = group.members.map(({ clientId, host }) => `${clientId}@${host}`).join(', ');
  const head = `${group.group}: ${group.state}, ${group.members.length} members${clients ? ` (${clients})` : ''}`;
  const topics = table(
    ['topic', 'partitions', 'records', 'behind', ''],
    byTopic(group).map((lag) => [
      ...[lag.topic, String(lag.partitions), String(lag.records), behind(lag.seconds), remarks(lag)],
    ]),
  );
  if (!everyPartition) return `${head}\n${topics}`;
  const each = table(
    ['topic', 'partition', 'committed', 'end', 'records', 'behind', 'member'],
    group.partitions.map(({ topic, partition, committed, high, records, seconds, member }) => [
      ...[topic, String(partition), committed?.toString() ?? '-', String(high), String(records), behind(seconds)],
      member ? `${member.clientId}@${member.host}` : 'none',
    ]),
  );
  return `${head}\n${topics}\n\n${each}`;
};

const parkedText = (parked: readonly Parked[]): string => {
  if (parked.length === 0) return 'Parked work: none.';
  const due = (seconds: number) => (seconds >= 0 ? `overdue ${inShort(seconds)}` : `in ${inShort(-seconds)}`);
  const rows = parked.map((one) => [
    ...[one.app, one.organization, one.kind, one.reason, String(one.count), String(one.attempts)],
    `${due(one.overdueSeconds)}${one.oldestSeconds === null ? '' : `, oldest ${inShort(one.oldestSeconds)}`}`,
  ]);
  return `Parked work:\n${table(['app', 'organization', 'kind', 'reason', 'count', 'attempts', 'next due'], rows)}`;
};

export const render = ({ groups, parked }: Report, everyPartition: boolean): string =>
  [...groups.map((group) => groupText(group, everyPartition)), ...(parked ? [parkedText(parked)] : [])].join('\n\n');

const numbers = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

/** One line of JSON with everything: groups, members, every partition, parked work. */
export const renderJson = ({ groups, parked }: Report): string =>
  JSON.stringify({ at: new Date().toISOString(), groups, ...(parked && { parked }) }, numbers);
