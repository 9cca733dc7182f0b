import { podHeapFlag } from '@switchback/local/node-flags';
import { secretFile, startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

export const ORGANIZATION = 'acme';

export interface Place {
  readonly brokers: string;
  readonly prefix: string;
  readonly databaseUrl: string;
  readonly vendorUrl: string;
  readonly apiKey: string;
  readonly requestsPerMinute: number;
}

/** transcript as it ships, so many processes of it, ready. */
export const startReplicas = async (place: Place, count: number): Promise<RunningApp[]> => {
  const { vendorUrl: baseUrl, requestsPerMinute } = place;
  const apiKeyFile = await secretFile(place.apiKey);
  const env = {
    DATABASE_URL: place.databaseUrl,
    KAFKA_BROKERS: place.brokers,
    TOPIC_PREFIX: place.prefix,
    GROUP_PREFIX: place.prefix,
    NODE_OPTIONS: `--max-semi-space-size=32 ${podHeapFlag}`,
    AGNTIX_ORGANIZATIONS: JSON.stringify([{ name: ORGANIZATION, baseUrl, apiKeyFile, requestsPerMinute }]),
  };
  return Promise.all(Array.from({ length: count }, () => startApp('transcript', env)));
};
