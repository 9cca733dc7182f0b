export { hubSpotConnector } from './hubspot/hubspot-connector.ts';
export { openConnector } from './open-connector.ts';
export type { ConnectorSettings } from './open-connector.ts';
export type {
  AnswerFacts,
  CallRecord,
  Capabilities,
  CrmConnector,
  FoundCall,
  Gate,
  SetupFinding,
  SetupNeeds,
  ShownTask,
  TaskPatch,
  TaskSnapshot,
} from './port.ts';
