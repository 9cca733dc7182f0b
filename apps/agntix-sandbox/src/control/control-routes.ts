import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import type { Stage } from '../stage.ts';
import type { Control } from './control.ts';

type Act = (request: FastifyRequest<{ Params: { id: string } }>) => unknown;

/** Whoever writes a script learns every fault of it. */
const telling =
  (status: number, act: Act) => async (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) => {
    try {
      const result = await act(request);
      return await reply.code(status).send(result);
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return reply.code(400).send({ faults });
    }
  };

const at = (path: string) => `/_sandbox/${path}`;
type Body<T extends (given: never) => unknown> = Parameters<T>[0];

const changes = (app: FastifyInstance, control: Control): void => {
  app.put(
    at('scripts/:id'),
    telling(204, ({ params, body }) => control.script(params.id, body as never)),
  );
  app.post(
    at('faults'),
    telling(204, ({ body }) => control.fault(...((Array.isArray(body) ? body : [body]) as never[]))),
  );
  app.delete(
    at('faults'),
    telling(204, () => control.clearFaults()),
  );
  app.put(
    at('api'),
    telling(204, ({ body }) => control.api(body as Body<Control['api']>)),
  );
  app.put(
    at('weather'),
    telling(204, ({ body }) => control.weather(body as Body<Control['weather']>)),
  );
  app.post(
    at('rotations'),
    telling(204, ({ body }) => control.rotate(body as Body<Control['rotate']>)),
  );
  app.post(
    at('endpoints/:id/enable'),
    telling(204, ({ params }) => control.enable(Number(params.id))),
  );
};

/** What happened, and what makes something happen. */
const happenings = (app: FastifyInstance, control: Control, stage: Stage): void => {
  const replayed = async (which: unknown) => ({ replayed: await control.replay(which ?? {}) });
  app.post(
    at('replays'),
    telling(200, ({ body }) => replayed(body)),
  );
  app.post(
    at('events'),
    telling(202, ({ body }) => {
      stage.run(control.deliver(body));
    }),
  );
  app.post(
    at('sessions'),
    telling(201, ({ body }) => control.begin((body ?? {}) as never).map(({ id }) => ({ id }))),
  );
  app.post(
    at('sessions/:id/end'),
    telling(200, ({ params }) => ({ ended: control.end(params.id) })),
  );
  for (const what of ['sessions', 'deliveries', 'requests', 'faults'] as const)
    app.get(
      at(what),
      telling(200, () => control[what]()),
    );
};

/** The double's own API, under `/_sandbox`: what `Control` can be told, as JSON. */
export const controlRoutes = (app: FastifyInstance, control: Control, stage: Stage): void => {
  changes(app, control);
  happenings(app, control, stage);
};
