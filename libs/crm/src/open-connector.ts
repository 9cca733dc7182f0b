import { hubSpotConnector } from './hubspot/hubspot-connector.ts';
import type { CrmConnector, Gate } from './port.ts';

/** What tells an account, beside its token and deadline. */
export interface ConnectorSettings {
  readonly kind: 'hubspot';
  readonly baseUrl: string;
  readonly token: string;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs?: number;
  readonly gate?: Gate;
}

/** The connector of a kind. */
export const openConnector = (settings: ConnectorSettings): CrmConnector => hubSpotConnector(settings);
