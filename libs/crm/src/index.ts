export { hubSpotConnector } from './hubspot/hubspot-connector.ts';
export type { HubSpotSettings } from './hubspot/hubspot-http.ts';
export type { CallRecord, Capabilities, CrmConnector, ShownTask, TaskPatch, TaskSnapshot } from './port.ts';
