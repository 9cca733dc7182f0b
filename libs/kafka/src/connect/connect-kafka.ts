import { Kafka as KafkaClient } from 'kafkajs';
import type { Logger } from '../logger.ts';
import { stopIdleTimer } from './idle-timer.ts';
import { replaceProduceRequest } from '../produce-request/replace-produce-request.ts';
import { kafkaLogCreator } from './kafka-log.ts';
import { driverSecurity } from './kafka-security.ts';
import type { KafkaSecurity } from './kafka-security.ts';

export interface KafkaSettings {
  /** `host:port` of each bootstrap broker. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Put before every topic name, e.g. to let two installations share a cluster. */
  readonly topicPrefix: string;
  readonly logger: Logger;
  /** TLS and SASL; without it the connection is plain. */
  readonly security?: KafkaSecurity | undefined;
}

/** A configured client. Opens no connection until something is produced, consumed or asked. */
export class Kafka {
  /** The driver; used inside this library only. */
  readonly client: KafkaClient;
  readonly logger: Logger;
  readonly #prefix: string;

  constructor(settings: KafkaSettings) {
    this.logger = settings.logger;
    this.#prefix = settings.topicPrefix;
    stopIdleTimer();
    replaceProduceRequest();
    this.client = new KafkaClient({
      clientId: settings.clientId,
      brokers: [...settings.brokers],
      ...driverSecurity(settings.security),
      connectionTimeout: 3_000,
      // Bounded: a caller with a deadline must hear of a broker that is away.
      retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 2_000 },
      logCreator: kafkaLogCreator(settings.logger),
    });
  }

  /** The topic's name on the wire. */
  wireName(topic: string): string {
    return `${this.#prefix}${topic}`;
  }

  /** The topic's name in the contracts. */
  contractName(wireName: string): string {
    return wireName.slice(this.#prefix.length);
  }
}

export const connectKafka = (settings: KafkaSettings): Kafka => new Kafka(settings);
