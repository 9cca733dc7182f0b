import type { AddressInfo } from 'node:net';
import { startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import fastify from 'fastify';
import { associationRoutes } from './associations/association-routes.ts';
import { controlRoutes } from './audit/control-routes.ts';
import type { Config } from './config.ts';
import { newCrm } from './crm.ts';
import { faultHooks } from './faults/fault-hooks.ts';
import { unauthorized } from './hubspot-error.ts';
import { limitHooks } from './limits/limit-hooks.ts';
import { batchRoutes } from './objects/batch-routes.ts';
import { objectRoutes } from './objects/object-routes.ts';
import { objectTypes } from './objects/properties.ts';
import { propertyRoutes } from './objects/property-routes.ts';
import { searchRoutes } from './objects/search-routes.ts';
import { ownSystemRoutes } from './own-system/own-system-routes.ts';

/** Starts the double of a HubSpot account, and of a system of one's own. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const limits = { perTenSeconds: config.RATE_PER_TEN_SECONDS, daily: config.DAILY_LIMIT, searchesPerSecond: 5 };
  const crm = newCrm({ limits, indexDelayMs: config.INDEX_DELAY_MS });
  const app = fastify({ bodyLimit: 4_194_304 });
  app.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/_sandbox/') || request.headers.authorization === `Bearer ${config.TOKEN}`) done();
    else void unauthorized(reply);
  });
  limitHooks(app, crm);
  faultHooks(app, crm);
  for (const type of objectTypes) {
    objectRoutes(app, crm, type);
    batchRoutes(app, crm, type);
    searchRoutes(app, crm, type);
    propertyRoutes(app, crm, type);
  }
  associationRoutes(app, crm);
  ownSystemRoutes(app, crm);
  controlRoutes(app, crm);
  await app.listen({ port: config.PORT, host: config.HOST });
  const management = await startManagement({ port: config.MANAGEMENT_PORT, host: config.HOST, checks: {} });
  const { port } = app.server.address() as AddressInfo;
  logger.info(
    { event: 'ready', url: `http://127.0.0.1:${port}`, managementUrl: management.url },
    'the CRM sandbox takes requests',
  );
  const stop = async () => {
    await Promise.all([app.close(), management.close(), telemetry.shutdown()]);
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
};
