/** Names a session; session ids are unique within an organization only. */
export interface SessionRef {
  readonly organization: string;
  readonly sessionId: string;
}
