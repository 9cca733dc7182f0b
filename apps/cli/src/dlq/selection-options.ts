import type { Selection } from '@switchback/kafka';
import type { Command } from 'commander';
import { withKafkaOptions } from '../connect.ts';
import type { KafkaOptions } from '../connect.ts';
import { timeOption } from '../times.ts';

export interface SelectionOptions extends KafkaOptions {
  group?: string;
  topic?: string;
  code?: string;
  key?: string;
  since?: number;
  until?: number;
}

export const withSelectionOptions = (command: Command): Command =>
  withKafkaOptions(
    command
      .option('--group <name>', 'only of this consumer group, e.g. crm-sync')
      .option('--topic <name>', 'only from this source topic')
      .option('--code <code>', 'only with this failure code, e.g. CRM_REJECTED')
      .option('--key <text>', 'only with this record key')
      .option('--since <time>', 'only dead-lettered since: 2026-07-14T08:00:00Z, or 2h ago', timeOption)
      .option('--until <time>', 'only dead-lettered before', timeOption),
  );

export const selectionOf = ({ group, topic, code, key, since, until }: SelectionOptions): Selection => ({
  group,
  topic,
  code,
  key,
  since,
  until,
});
