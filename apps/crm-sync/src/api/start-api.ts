import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { attemptsRoute } from './attempts.ts';
import { callerFinder } from './callers.ts';
import type { Caller } from './callers.ts';
import { operatorRoutes } from './operator-routes.ts';
import { faulty } from './route.ts';
import type { Answer, ApiPorts } from './route.ts';

export interface ApiOptions extends ApiPorts {
  readonly host: string;
  readonly port: number;
  readonly tokens: readonly (Caller & { readonly tokenFile: string })[];
}

const routes = [attemptsRoute, ...operatorRoutes];
const BODY_MAX = 65_536;

/** The body's JSON; undefined for anything else, and for a body that is too long. */
const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_MAX) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
};

const answerTo = async (api: ApiOptions, caller: Caller | undefined, request: IncomingMessage): Promise<Answer> => {
  if (!caller) return { status: 401, body: { error: 'a bearer token is needed' } };
  const url = new URL(request.url ?? '/', 'http://localhost');
  const route = routes.find(({ method, path }) => method === request.method && path.test(url.pathname));
  if (!route) return { status: 404, body: { error: 'there is nothing here' } };
  if (route.isOperators && !caller.operator) return { status: 403, body: { error: "an operator's token is needed" } };
  const body = route.method === 'POST' ? await readJson(request) : undefined;
  if (route.method === 'POST' && body === undefined) return faulty('expected a JSON body of 64 KiB at the most');
  return route.answer(api, { caller, url, body });
};

/** Serves attempts and the operator's commands to those who have a token. Plain node:http: a web framework costs memory. */
export const startApi = async (api: ApiOptions): Promise<{ url: string; close(): Promise<void> }> => {
  const findCaller = callerFinder(api.tokens);
  const server = createServer((request, response) => {
    const failed = (error: unknown): Answer => {
      api.ports.logger.error({ event: 'api.failed', error }, 'a request could not be answered');
      return { status: 500, body: { error: 'the request could not be answered' } };
    };
    void answerTo(api, findCaller(request.headers.authorization), request)
      .catch(failed)
      .then(({ status, body }) => {
        const challenge = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
        response.writeHead(status, { 'content-type': 'application/json', ...challenge }).end(JSON.stringify(body));
      });
  });
  await once(server.listen(api.port, api.host), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
};
