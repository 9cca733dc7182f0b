import { z } from 'zod';

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** A body: JSON whose texts may hold places. */
type Body = string | number | boolean | null | Body[] | { [name: string]: Body };
const body: z.ZodType<Body> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(body), z.record(z.string(), body)]),
);

const placesIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [...value.matchAll(PLACE)].map(([, name = '']) => name);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(placesIn) : [];
};

const answerPath = z.string().regex(/^[^.\s]+(?:\.[^.\s]+)*$/, 'expected names between dots, such as data.status');

const request = <Shape extends z.ZodRawShape>(names: readonly string[], shape: Shape) =>
  z
    .strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH']).optional(),
      path: z.string().regex(/^\//, 'expected a path after the base URL, such as /tasks/{{taskId}}'),
      body: body.optional(),
      ...shape,
    })
    .superRefine((given, context) => {
      const { path, body: content } = given as { path: string; body?: Body };
      const check = (at: 'path' | 'body', value: unknown) => {
        for (const name of placesIn(value))
          if (!names.includes(name) && !(names.includes('fields') && name.startsWith('fields.')))
            context.addIssue({
              code: 'custom',
              path: [at],
              message: `there is no {{${name}}} here, only ${names.join(', ')}`,
            });
      };
      check('path', path);
      check('body', content);
    });

const record = ['sessionId', 'title', 'body', 'direction', 'startedAt', 'talkSeconds', 'outcome', 'fields'];

/** The requests of a system of one's own. `{{name}}` stands for a value, and for nothing where there is none. */
export const httpRequests = z.strictObject({
  readTask: request(['taskId'], {
    answer: z.strictObject({ status: answerPath, body: answerPath.optional(), contactIds: answerPath.optional() }),
  }),
  writeTask: request(['taskId', 'status', 'body'], {
    answer: z.strictObject({ status: answerPath.optional(), body: answerPath.optional() }).optional(),
  }),
  /** Must create the call's record, or change that of the same session. Without it calls have no records. */
  putCall: request(record, { answer: z.strictObject({ id: answerPath.optional() }).optional() }).optional(),
  findCall: request(['sessionId'], {
    answer: z.strictObject({ id: answerPath, fields: answerPath.optional() }),
  }).optional(),
  linkCall: request(['callId', 'contactId'], {}).optional(),
  /** What `switchback crm check` asks: any request that a valid token may make. */
  check: request([], {}).optional(),
});

/** Which of the mapping's fields the record of a call takes; undefined: all. */
export const fieldsTaken = ({ putCall }: z.output<typeof httpRequests>): ReadonlySet<string> | undefined => {
  const places = placesIn(putCall && [putCall.path, putCall.body]);
  if (places.includes('fields')) return undefined;
  return new Set(places.filter((name) => name.startsWith('fields.')).map((name) => name.slice('fields.'.length)));
};
