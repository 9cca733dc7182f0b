import { createAgntixClient } from '@switchback/agntix-client';
import type { AgntixClient } from '@switchback/agntix-client';
import type { OrganizationConfig } from './config.ts';

/** One client per organization: each has its own API key, which goes to its own base URL only. */
export const openClients = (
  organizations: readonly OrganizationConfig[],
  timeoutMs: number,
): ReadonlyMap<string, AgntixClient> =>
  new Map(
    organizations.map(({ name, baseUrl, apiKeyFile }) => [
      name,
      createAgntixClient({ baseUrl, apiKey: apiKeyFile, timeoutMs }),
    ]),
  );
