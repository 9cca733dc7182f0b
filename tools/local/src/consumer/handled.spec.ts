import { expect, it } from '@jest/globals';
import { handledRecords } from './handled.ts';

it('adds up what was handled, over topics, and nothing else', () => {
  const page = [
    '# TYPE messaging_client_consumed_messages_total counter',
    'messaging_client_consumed_messages_total{messaging_system="kafka",messaging_destination_name="a",outcome="handled"} 3',
    'messaging_client_consumed_messages_total{messaging_system="kafka",outcome="handled",messaging_destination_name="b"} 4 17',
    'messaging_client_consumed_messages_total{messaging_destination_name="a",outcome="skipped-other-type"} 9',
    'messaging_process_duration_count{messaging_destination_name="a"} 8',
  ].join('\n');
  expect(handledRecords(page)).toBe(7);
  expect(handledRecords('')).toBe(0);
});
