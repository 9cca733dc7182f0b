import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { callRoutes } from './calls/call-routes.ts';
import { makePhoneNumbers, phoneNumberRoutes } from './calls/phone-numbers.ts';
import { Control } from './control/control.ts';
import { controlRoutes } from './control/control-routes.ts';
import { apiErrors } from './dialect/api-error.ts';
import type { ApiError } from './dialect/api-error.ts';
import type { RouteName } from './dialect/paths.ts';
import { faultHooks } from './faults/fault-hooks.ts';
import { optionsSchema } from './options.ts';
import type { GivenOptions } from './options.ts';
import { sessionRoutes } from './sessions/session-routes.ts';
import { Stage } from './stage.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which call of the vendor's API the route is. */
    route?: RouteName;
  }
}

/** What stands before the API as the vendor's gateway does: key, limit, latency. */
const gatewayHooks = (app: FastifyInstance, stage: Stage, fail: ApiError): void => {
  const { sunset } = stage.options.dialect;
  app.addHook('onRequest', async (request, reply) => {
    if (stage.apiKey === undefined || request.headers['x-api-key'] !== stage.apiKey)
      return fail(reply, 401, 'UNAUTHORIZED');
    const { allowed, headers } = stage.limit.take();
    void reply.headers(headers);
    if (sunset !== undefined && request.url.startsWith('/api/')) void reply.headers({ sunset, deprecation: 'true' });
    if (!allowed) return fail(reply, 429, 'RATE_LIMITED');
    if (stage.latencyMs > 0) await stage.wait(stage.latencyMs);
    return undefined;
  });
  app.addHook('onResponse', (request, reply, done) => {
    stage.requests.add(request.routeOptions.config.route ?? 'unknown', reply.statusCode);
    done();
  });
};

const api = (app: FastifyInstance, stage: Stage): void => {
  const { dialect, phoneNumbers } = stage.options;
  const fail = apiErrors(dialect.errors);
  const numbers = makePhoneNumbers(phoneNumbers);
  gatewayHooks(app, stage, fail);
  faultHooks(app, stage.faults, fail);
  const phoneNumberIds = new Set(numbers.map(({ id }) => id));
  callRoutes(app, { dialect, fail, phoneNumberIds, begin: (session) => stage.begin(session) });
  phoneNumberRoutes(app, dialect, numbers);
  sessionRoutes(app, { dialect, fail, sessions: stage.sessions, close: (session) => stage.end(session) });
};

/** A running double; everything of `Control` can be told to it. */
export interface AgntixSandbox extends Control {
  readonly url: string;
  readonly apiKey: string;
  readonly seed: number;
  /** Breaks open connections and forgets what was still to be delivered. */
  close(): Promise<void>;
}

/** Starts a double of Agntix in this process, e.g. in a test. Throws where an option is wrong. */
export const startAgntixSandbox = async (given: GivenOptions = {}): Promise<AgntixSandbox> => {
  const options = optionsSchema.parse(given);
  const stage = new Stage(options);
  const control = new Control(stage);
  const app = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1_048_576 });
  // Bytes of one's own, delivered as they are.
  app.addContentTypeParser(['text/plain', 'application/octet-stream'], { parseAs: 'string' }, (_, body, done) => {
    done(null, body);
  });
  await app.register((scope, _, done) => {
    api(scope, stage);
    done();
  });
  controlRoutes(app, control, stage);
  await app.listen({ port: options.port, host: options.host });
  const { port } = app.server.address() as AddressInfo;
  return Object.assign(control, {
    url: `http://127.0.0.1:${port}`,
    apiKey: options.apiKey,
    seed: stage.seeded.seed,
    close: async () => {
      stage.stop();
      await app.close();
    },
  });
};
