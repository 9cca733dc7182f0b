import type { FastifyInstance } from 'fastify';
import { scriptSchema } from '../calls/script.ts';
import type { CallScript } from '../calls/script.ts';
import type { Sender } from '../delivery/sender.ts';
import type { Session } from '../sessions/session.ts';

interface Controlled {
  readonly scripts: Map<string, CallScript>;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly sender: Sender;
  readonly run: (work: Promise<void>) => void;
}

/** The double's own API: scripts ahead of calls, events of one's own, and what happened. */
export const controlRoutes = (app: FastifyInstance, { scripts, sessions, sender, run }: Controlled): void => {
  app.put<{ Params: { callAttemptId: string } }>('/_sandbox/scripts/:callAttemptId', (request, reply) => {
    const parsed = scriptSchema.safeParse(request.body);
    if (!parsed.success)
      return reply
        .code(400)
        .send({ faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) });
    scripts.set(request.params.callAttemptId, parsed.data);
    return reply.code(204).send();
  });
  app.post('/_sandbox/events', (request, reply) => {
    run(sender.deliver(request.body, { duplicate: false }));
    return reply.code(202).send();
  });
  app.get('/_sandbox/sessions', () => [...sessions.values()]);
  app.get('/_sandbox/deliveries', () => sender.deliveries);
};
