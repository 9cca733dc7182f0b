import { z } from 'zod';
import { registerAttempt } from '../correlate/register-attempt.ts';
import { faulty } from './route.ts';
import type { Route } from './route.ts';

const id = z.string().trim().min(1).max(200);
const attempt = z.strictObject({ organization: id, attemptId: id, sessionId: id.optional(), taskId: id });

const answers = {
  created: { status: 201, body: { registered: true } },
  known: { status: 200, body: { registered: true } },
  conflict: { status: 409, body: { error: 'the attempt, or its session, belongs to another task' } },
} as const;

/** Registers that a call was made for a task; the same again is answered the same. */
export const attemptsRoute: Route = {
  method: 'POST',
  path: /^\/v1\/attempts$/,
  isOperators: false,
  answer: async (api, { caller, body }) => {
    const { data } = attempt.safeParse(body);
    if (!data) return faulty('expected organization, attemptId, taskId and, where it is known, sessionId: texts');
    const policy = caller.organizations.includes(data.organization)
      ? api.organizations.get(data.organization)
      : undefined;
    if (!policy) return { status: 403, body: { error: 'the token is not for this organization' } };
    const registered = await registerAttempt(api.ports.db, policy.connection, data);
    api.wakePoller();
    return answers[registered];
  },
};
