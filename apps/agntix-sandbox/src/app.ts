import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import fastify from 'fastify';
import { apiError } from './api-error.ts';
import { callRoutes } from './calls/call-routes.ts';
import type { NewSession } from './calls/call-routes.ts';
import { playSession } from './calls/play-session.ts';
import { defaultScript } from './calls/script.ts';
import type { CallScript } from './calls/script.ts';
import type { Config } from './config.ts';
import { controlRoutes } from './control/control-routes.ts';
import { Sender } from './delivery/sender.ts';
import { seededRandom } from './seeded-random.ts';
import { sessionRoutes } from './sessions/session-routes.ts';
import type { Session } from './sessions/session.ts';

const stage = (config: Config) => {
  const stopping = new AbortController();
  const random = seededRandom(config.SEED);
  const wait = async (ms: number) => {
    await sleep(ms, undefined, { signal: stopping.signal });
  };
  const sender = new Sender({
    url: config.WEBHOOK_URL,
    secret: config.WEBHOOK_SECRET,
    retryScale: config.RETRY_SCALE,
    random,
    wait,
  });
  const sessions = new Map<string, Session>();
  const scripts = new Map<string, CallScript>();
  // Work that ends because the sandbox stops is not an error.
  const run = (work: Promise<void>) => void work.catch(() => undefined);
  const begin = (given: NewSession): string => {
    const variables = given.metadata.sessionVariables as Record<string, unknown> | undefined;
    const script = scripts.get(String(variables?.callAttemptId)) ?? defaultScript(random);
    const session: Session = {
      ...given,
      id: randomUUID(),
      createdAt: new Date(),
      outcome: given.type === 'CHAT' ? 'connected' : script.outcome,
    };
    sessions.set(session.id, session);
    const deliver = sender.deliver.bind(sender);
    run(
      playSession(
        session,
        { ...script, callMs: script.callMs ?? config.CALL_MS },
        { deliver, wait, now: () => new Date() },
      ),
    );
    return session.id;
  };
  return { stopping, sender, sessions, scripts, run, begin };
};

/** Starts the double of Agntix. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const { stopping, begin, ...rest } = stage(config);
  const app = fastify();
  app.addHook('onRequest', (request, reply, done) => {
    const open = request.url.startsWith('/_sandbox/');
    void reply
      .header('x-ratelimit-limit', '3000')
      .header('x-ratelimit-remaining', '2999')
      .header('x-ratelimit-reset', String(Math.ceil(Date.now() / 1_000) + 60));
    if (open || request.headers['x-api-key'] === config.API_KEY) done();
    else void apiError(reply, 401, 'UNAUTHORIZED');
  });
  callRoutes(app, begin);
  sessionRoutes(app, rest.sessions);
  controlRoutes(app, rest);
  await app.listen({ port: config.PORT, host: config.HOST });
  const management = await startManagement({ port: config.MANAGEMENT_PORT, host: config.HOST, checks: {} });
  const { port } = app.server.address() as AddressInfo;
  logger.info(
    { event: 'ready', url: `http://127.0.0.1:${port}`, managementUrl: management.url },
    'the Agntix sandbox takes calls',
  );
  const stop = async () => {
    stopping.abort();
    await Promise.all([app.close(), management.close(), telemetry.shutdown()]);
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
};
