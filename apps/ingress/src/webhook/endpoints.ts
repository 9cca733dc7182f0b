import type { Logger } from '@switchback/observability';
import type { EndpointConfig } from '../config.ts';
import { signingKey } from './verify-signature.ts';
import type { SigningKey } from './verify-signature.ts';

export interface Endpoint {
  readonly name: string;
  readonly organization: string;
  readonly keys: readonly SigningKey[];
}

/** The configured endpoints by name; each has its own keys and belongs to one organization. */
export class Endpoints {
  readonly #byName: ReadonlyMap<string, Endpoint>;

  private constructor(endpoints: readonly Endpoint[]) {
    this.#byName = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
  }

  static from(configured: readonly EndpointConfig[], logger: Logger): Endpoints {
    for (const { name, secrets } of configured) {
      if (secrets.length > 0) continue;
      logger.error(
        { event: 'endpoint.without-secret', endpoint: name },
        'this endpoint has no secret and refuses every webhook: add one to WEBHOOK_ENDPOINTS',
      );
    }
    return new Endpoints(
      configured.map(({ name, organization, secrets }) => ({
        name,
        organization,
        keys: secrets.map(({ file: secret, mode }) => signingKey(secret, mode)),
      })),
    );
  }

  find(name: string): Endpoint | undefined {
    return this.#byName.get(name);
  }
}
