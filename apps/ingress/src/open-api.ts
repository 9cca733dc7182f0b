import { answers, problem } from './webhook/answers.ts';
import type { Reason } from './webhook/answers.ts';

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  schema: { type: 'string' },
  description,
});

const problemResponse = (status: number, reasons: readonly Reason[]) => ({
  description: reasons.map((reason) => answers[reason].title).join(' '),
  ...((status === 503 || status === 429) && {
    headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds; always 1.' } },
  }),
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: Object.fromEntries(reasons.map((reason) => [reason, { value: problem(reason) }])),
    },
  },
});

const responses = () => {
  const byStatus = new Map<number, Reason[]>();
  for (const reason of Object.keys(answers) as Reason[]) {
    const { status } = answers[reason];
    byStatus.set(status, [...(byStatus.get(status) ?? []), reason]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, reasons]) => [status, problemResponse(status, reasons)]),
  );
};

const problemSchema = {
  type: 'object',
  required: ['type', 'status', 'title', 'reason'],
  properties: {
    type: { const: 'about:blank' },
    status: { type: 'integer' },
    title: { type: 'string' },
    reason: { enum: Object.keys(answers) },
  },
};

/** The OpenAPI document of the door, made from its answers. */
export const openApi = () => ({
  openapi: '3.1.0',
  info: { title: 'Switchback ingress', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
  paths: {
    '/webhooks/agntix/{endpoint}': {
      post: {
        operationId: 'receiveWebhook',
        summary: 'Takes a webhook of Agntix, signed by Svix',
        parameters: [
          { name: 'endpoint', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]*$' } },
          header('svix-id', 'The message. The same on every attempt. Or webhook-id, with all three of that family.'),
          header('svix-timestamp', 'Unix seconds of this attempt, within five minutes of now.'),
          header('svix-signature', 'Up to 16 signatures, separated by spaces; one v1 signature must match.'),
        ],
        requestBody: { required: true, content: { 'application/json': { schema: {} } } },
        responses: { 204: { description: 'Stored on all in-sync replicas.' }, ...responses() },
      },
    },
  },
  components: { schemas: { Problem: problemSchema } },
});
