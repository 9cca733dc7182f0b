import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { liveness, readiness } from './health.ts';
import type { HealthChecks, Verdict } from './health.ts';
import { metricsReader } from './metrics-reader.ts';

export interface ManagementOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host?: string;
  readonly checks: HealthChecks;
}

export interface Management {
  readonly url: string;
  /** Turns readiness off, for good. */
  drain(): void;
  close(): Promise<void>;
}

const answer = (response: ServerResponse, { ok, checks }: Verdict) => {
  response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ ok, checks }));
};

/**
 * The port for operators: `/health/live`, `/health/ready` and `/metrics` (Prometheus text). Plain node:http: a second web
 * framework would cost memory in every service. Rejects when the port is taken.
 */
export const startManagement = async ({ port, host = '0.0.0.0', checks }: ManagementOptions): Promise<Management> => {
  let draining = false;
  const all: HealthChecks = { process: () => ({ status: draining ? 'draining' : 'progressing' }), ...checks };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/health/live') answer(response, liveness(all));
    else if (request.url === '/health/ready') answer(response, readiness(all));
    else if (request.url === '/metrics') metricsReader.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drain: () => {
      draining = true;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
};
