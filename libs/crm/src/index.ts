export { hubSpotConnector } from './hubspot/hubspot-connector.ts';
export type { HubSpotSettings } from './hubspot/hubspot-connector.ts';
export type {
  AnswerFacts,
  CallRecord,
  Capabilities,
  CrmConnector,
  Gate,
  SetupFinding,
  SetupNeeds,
  ShownTask,
  TaskPatch,
  TaskSnapshot,
} from './port.ts';
