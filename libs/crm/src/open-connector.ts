import { httpConnector } from './http/http-connector.ts';
import type { HttpSettings } from './http/http-connector.ts';
import { hubSpotConnector } from './hubspot/hubspot-connector.ts';
import type { HubSpotSettings } from './hubspot/hubspot-connector.ts';
import type { CrmConnector } from './port.ts';

/** An account of either kind, with its token and deadline. */
export type ConnectorSettings =
  ({ readonly kind: 'hubspot' } & HubSpotSettings) | ({ readonly kind: 'http' } & HttpSettings);

/** The connector of a kind. */
export const openConnector = (settings: ConnectorSettings): CrmConnector =>
  settings.kind === 'hubspot' ? hubSpotConnector(settings) : httpConnector(settings);
