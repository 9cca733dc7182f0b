import type { AddressInfo } from 'node:net';
import { startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { associationRoutes } from './associations/association-routes.ts';
import { controlRoutes } from './audit/control-routes.ts';
import type { Config } from './config.ts';
import { newCrm } from './crm.ts';
import type { Crm } from './crm.ts';
import { faultHooks } from './faults/fault-hooks.ts';
import { conflict, unauthorized } from './hubspot-error.ts';
import { batchRoutes } from './objects/batch-routes.ts';
import { objectRoutes } from './objects/object-routes.ts';
import { objectTypes } from './objects/properties.ts';

const propertyRoutes = (app: FastifyInstance, crm: Crm) => {
  for (const type of objectTypes) {
    app.post<{ Body: { name: string } }>(`/crm/v3/properties/${type}`, (request, reply) => {
      const { name } = request.body;
      return crm.properties.add(type, name)
        ? reply.code(201).send(request.body)
        : conflict(reply, `A property named '${name}' already exists.`);
    });
  }
};

const limits = {
  'x-hubspot-ratelimit-max': '190',
  'x-hubspot-ratelimit-remaining': '189',
  'x-hubspot-ratelimit-interval-milliseconds': '10000',
};

/** Starts the double of a HubSpot account. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const crm = newCrm();
  const app = fastify({ bodyLimit: 4_194_304 });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(limits);
    if (request.url.startsWith('/_sandbox/') || request.headers.authorization === `Bearer ${config.TOKEN}`) done();
    else void unauthorized(reply);
  });
  faultHooks(app);
  for (const type of objectTypes) {
    objectRoutes(app, crm, type);
    batchRoutes(app, crm, type);
  }
  associationRoutes(app, crm);
  propertyRoutes(app, crm);
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
