import type { Logger } from '@switchback/observability';
import type { EndpointConfig } from '../config.ts';
import { RateLimit } from './rate-limit.ts';
import { SecretFiles } from './secret-files.ts';

export interface Endpoint {
  readonly name: string;
  readonly organization: string;
  readonly secrets: SecretFiles;
  readonly rateLimit?: RateLimit | undefined;
}

/** The configured endpoints by name; each has its own secrets and belongs to one organization. */
export class Endpoints {
  readonly #byName: ReadonlyMap<string, Endpoint>;

  private constructor(endpoints: readonly Endpoint[]) {
    this.#byName = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
  }

  /** @throws when a secret is no usable key */
  static from(configured: readonly EndpointConfig[], logger: Logger): Endpoints {
    for (const { name, secrets } of configured) {
      if (secrets.length > 0) continue;
      logger.error(
        { event: 'endpoint.without-secret', endpoint: name },
        'this endpoint has no secret and refuses every webhook: add one to WEBHOOK_ENDPOINTS',
      );
    }
    return new Endpoints(
      configured.map(({ name, organization, secrets, rateLimit }) => ({
        name,
        organization,
        secrets: new SecretFiles(name, secrets, logger),
        rateLimit: rateLimit === undefined ? undefined : new RateLimit(rateLimit),
      })),
    );
  }

  find(name: string): Endpoint | undefined {
    return this.#byName.get(name);
  }

  all(): Endpoint[] {
    return [...this.#byName.values()];
  }

  /** Reads the secrets' files again and again until `close`. */
  watch(): void {
    for (const { secrets } of this.#byName.values()) secrets.watch();
  }

  close(): void {
    for (const { secrets } of this.#byName.values()) secrets.close();
  }
}
