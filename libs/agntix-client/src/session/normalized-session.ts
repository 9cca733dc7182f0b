/** A session in one shape, whichever of the vendor's three it came in. Null or empty where nothing is known. */
export interface NormalizedSession {
  id: string;
  /** Upper case; open set. */
  type: string | null;
  platform: string | null;
  direction: string | null;
  state: string | null;
  agentId: string | null;
  /** RFC 3339, UTC. */
  createdAt: string | null;
  endedAt: string | null;
  metadata: Record<string, unknown>;
  variables: Record<string, unknown>;
  customerPhoneNumber: string | null;
  summary: string | null;
  keyPoints: string[];
  intent: unknown;
  resolution: unknown;
  sentiment: unknown;
  extractedData: Record<string, unknown>;
  talkSeconds: number | null;
  /** How many messages the vendor counts; told in one of its shapes only. */
  messageCount: number | null;
  /** Lower case; open set. */
  callStatus: string | null;
  endedReason: string | null;
  audioUrl: string | null;
  /** A page of the vendor's dashboard, not audio. */
  dashboardLink: string | null;
}
