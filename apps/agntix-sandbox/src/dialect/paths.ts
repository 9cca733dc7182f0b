import type { Dialect } from './dialect.ts';

type Forms = { readonly pages: string; readonly v1: string; readonly api: string };

const same = (path: string, api: string): Forms => ({ pages: path, v1: path, api });

/** Where each call lives, by path dialect. */
const paths = {
  getSession: {
    pages: '/api/v1/chat/sessions/:id',
    v1: '/v1/chat/chat/sessions/:id',
    api: '/api/v1/chat/sessions/:id',
  },
  listMessages: {
    pages: '/api/v1/chat/sessions/:id/messages',
    v1: '/v1/chat/chat/sessions/:id/messages',
    api: '/api/v1/chat/sessions/:id/messages',
  },
  listSessions: same('/v1/chat/chat/sessions', '/api/v1/chat/sessions'),
  createSession: same('/v1/chat/chat/sessions', '/api/v1/chat/sessions'),
  closeSession: same('/v1/chat/chat/sessions/:id/close', '/api/v1/chat/sessions/:id/close'),
  startCall: {
    pages: '/api/v1/phone-numbers/:id/calls/start',
    v1: '/v1/voice/phone-numbers/:id/calls/start',
    api: '/api/v1/phone-numbers/:id/calls/start',
  },
  listPhoneNumbers: { pages: '/api/v1/phone-numbers', v1: '/v1/voice/phone-numbers', api: '/api/v1/phone-numbers' },
} as const satisfies Record<string, Forms>;

export type RouteName = keyof typeof paths | 'getSessionV2' | 'listChatPhoneNumbers';

/** The paths of a call that exist in the dialect, each once. */
export const pathsOf = (route: keyof typeof paths, dialect: Dialect['paths']): string[] => {
  const forms = paths[route];
  return dialect === 'both' ? [...new Set([forms.pages, forms.v1, forms.api])] : [forms[dialect]];
};
