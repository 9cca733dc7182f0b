import { secretFile, startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { ORGANIZATION } from './vendor.ts';

export interface Place {
  readonly brokers: string;
  readonly prefix: string;
  readonly databaseUrl: string;
  readonly vendorUrl: string;
  readonly apiKey: string;
}

/** Replicas of transcript that can be killed, one after the other. */
export interface Replicas {
  /** SIGKILL to one of them, or to so many at once, and new ones in their places, ready. */
  kill(from: number, many: number): Promise<void>;
  close(): Promise<void>;
}

export const openReplicas = async (place: Place, count: number): Promise<Replicas> => {
  const organization = {
    name: ORGANIZATION,
    baseUrl: place.vendorUrl,
    apiKeyFile: await secretFile(place.apiKey),
    requestsPerMinute: 60_000,
  };
  const open = () =>
    startApp('transcript', {
      DATABASE_URL: place.databaseUrl,
      KAFKA_BROKERS: place.brokers,
      TOPIC_PREFIX: place.prefix,
      GROUP_PREFIX: place.prefix,
      // Brokers take no less; a killed member holds up its group for so long.
      KAFKA_SESSION_TIMEOUT_MS: '6000',
      AGNTIX_HOLD_MS: '1000',
      AGNTIX_TIMEOUT_MS: '2000',
      AGNTIX_ORGANIZATIONS: JSON.stringify([organization]),
    });
  const replicas: RunningApp[] = await Promise.all(Array.from({ length: count }, open));
  return {
    kill: async (from, many) => {
      const places = Array.from({ length: many }, (_, n) => (from + n) % count);
      await Promise.all(places.map(async (at) => replicas[at]?.kill()));
      await Promise.all(
        places.map(async (at) => {
          replicas[at] = await open();
        }),
      );
    },
    close: async () => {
      await Promise.all(replicas.map((replica) => replica.kill()));
    },
  };
};
