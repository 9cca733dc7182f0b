import { createAgntixClient } from '@switchback/agntix-client';
import type { AgntixClient } from '@switchback/agntix-client';
import type { Logger } from '@switchback/observability';
import { RateBudget } from '@switchback/persistence';
import type { Database } from '@switchback/persistence';
import type { Config, OrganizationConfig } from '../config.ts';
import { Admission } from './admission.ts';

export interface ClientPorts {
  readonly pool: Database['pool'];
  readonly logger: Logger;
  readonly onRecovery: (organization: string) => Promise<void>;
}

const MINUTE = 60_000;

const openClient = (
  config: Config,
  of: OrganizationConfig,
  { pool, logger, onRecovery }: ClientPorts,
): AgntixClient => {
  const admission = new Admission({
    organization: of.name,
    budget: new RateBudget(pool, { requests: of.requestsPerMinute, perMs: MINUTE, headroom: of.headroom }),
    logger,
    holdMs: config.AGNTIX_HOLD_MS,
    onRecovery: () => onRecovery(of.name),
  });
  const client = createAgntixClient({
    baseUrl: of.baseUrl,
    apiKey: of.apiKeyFile,
    credential: of.credential,
    timeoutMs: config.AGNTIX_TIMEOUT_MS,
    ...(of.paths && { paths: of.paths }),
    admit: (route, signal) => admission.admit(route, signal),
    onAnswer: (facts) => {
      admission.observe(facts);
    },
  });
  const close = async () => {
    await client.close();
    await admission.settle();
  };
  return { ...client, close };
};

/** One client per organization: each has its own API key, which goes to its own base URL only, and its own budget. */
export const openClients = (config: Config, ports: ClientPorts): ReadonlyMap<string, AgntixClient> =>
  new Map(config.AGNTIX_ORGANIZATIONS.map((of) => [of.name, openClient(config, of, ports)]));
