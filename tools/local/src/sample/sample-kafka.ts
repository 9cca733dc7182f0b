import { connectKafka } from '@switchback/kafka';
import type { Stack } from '../stack/stack-file.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** The stack's broker, as the sample reads it. */
export const sampleKafka = ({ kafka }: Stack) =>
  connectKafka({ brokers: kafka.brokers.split(','), clientId: 'sample', topicPrefix: '', logger: silent });
