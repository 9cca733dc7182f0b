const session = {
  type: 'object',
  required: ['id', 'organization', 'revision', 'session'],
  properties: {
    id: { type: 'string' },
    organization: { type: 'string' },
    revision: { type: 'integer', description: '0 while nothing was published' },
    outcome: {
      type: ['object', 'null'],
      properties: { value: { type: 'string' }, final: { type: 'boolean' }, reason: { type: 'string' } },
    },
    session: { type: 'object', description: 'the session in one shape, whichever the vendor sent' },
    transcript: {
      type: ['object', 'null'],
      properties: { messageCount: { type: 'integer' }, sha256: { type: 'string' } },
    },
  },
};
const message = {
  type: 'object',
  properties: {
    id: { type: ['string', 'null'] },
    role: { type: 'string' },
    content: { type: 'string' },
    createdAt: { type: ['string', 'null'] },
    raw: { description: 'as the vendor sent it' },
  },
};

const erasure = {
  type: 'object',
  required: ['dryRun'],
  properties: {
    organization: { type: 'string' },
    sessionId: { type: 'string' },
    phoneNumber: { type: 'string' },
    variable: { type: 'object', properties: { name: { type: 'string' }, value: { type: 'string' } } },
    dryRun: { type: 'boolean' },
  },
};

const parameters = [
  { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
  { name: 'If-None-Match', in: 'header', schema: { type: 'string' } },
];
const answers = (content: object) => ({
  200: { description: 'found', headers: { ETag: { schema: { type: 'string' } } }, content },
  304: { description: 'unchanged since the ETag that was sent' },
  401: { description: 'no token, or one that nobody has' },
  404: { description: 'unknown, erased, or not of an organization of the token' },
});

/** The read API, described for tools. */
export const openApi = {
  openapi: '3.1.0',
  info: { title: 'Switchback transcript', version: '1' },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }],
  paths: {
    '/v1/sessions/{id}': {
      get: { parameters, responses: answers({ 'application/json': { schema: session } }) },
    },
    '/v1/sessions/{id}/transcript': {
      get: {
        parameters,
        responses: answers({
          'application/json': {
            schema: { type: 'object', properties: { messages: { type: 'array', items: message } } },
          },
          'text/plain': { schema: { type: 'string' } },
        }),
      },
    },
    '/v1/erasures': {
      post: {
        description: "Erases by session, phone number or variable; for operators' tokens",
        requestBody: { content: { 'application/json': { schema: erasure } } },
        responses: { 200: { description: 'what was erased, or would be' }, 403: { description: 'not an operator' } },
      },
    },
    '/v1/work': {
      get: { responses: { 200: { description: 'what waits, by organization and reason; for operators' } } },
    },
  },
} as const;
