/**
 * Where each call lives: the form of the vendor's newest pages first, then the one alternate. `:id` is encoded when it
 * is filled in.
 */
export const routes = {
  getSession: ['/api/v1/chat/sessions/:id', '/v1/chat/chat/sessions/:id'],
  listMessages: ['/api/v1/chat/sessions/:id/messages', '/v1/chat/chat/sessions/:id/messages'],
  listSessions: ['/v1/chat/chat/sessions', '/api/v1/chat/sessions'],
  createSession: ['/v1/chat/chat/sessions', '/api/v1/chat/sessions'],
  startCall: ['/api/v1/phone-numbers/:id/calls/start', '/v1/voice/phone-numbers/:id/calls/start'],
  listPhoneNumbers: ['/api/v1/phone-numbers', '/v1/voice/phone-numbers'],
} as const satisfies Record<string, readonly [string, string]>;

export type RouteName = keyof typeof routes;
export type RoutePaths = Readonly<Partial<Record<RouteName, readonly [string, string]>>>;
