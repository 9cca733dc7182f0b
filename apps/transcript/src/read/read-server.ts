import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '@switchback/observability';
import type { Database } from '@switchback/persistence';
import { contentHash } from '../complete/canonical-json.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { openApi } from './openapi.ts';
import { operate } from './operate.ts';
import { readSession } from './read-session.ts';
import type { ReadSession } from './read-session.ts';
import { transcriptJson, transcriptText } from './stream-transcript.ts';
import { readerFinder } from './tokens.ts';
import type { ReaderToken } from './tokens.ts';

export interface ReadServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tokens: readonly ReaderToken[];
  readonly prisma: PrismaClient;
  readonly pool: Database['pool'];
  readonly logger: Logger;
}

const PATH = /^\/v1\/sessions\/([^/?]+)(\/transcript)?(?:\?|$)/;

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const isSame = (request: IncomingMessage, etag: string): boolean =>
  (request.headers['if-none-match'] ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag);

const sendTranscript = async (
  { prisma }: ReadServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { organization, version, body }: ReadSession,
) => {
  const asText = (request.headers.accept ?? '').includes('text/plain');
  const etag = `"${contentHash([version, asText])}"`;
  const headers = { etag, vary: 'accept, authorization', 'cache-control': 'private, no-cache' };
  if (isSame(request, etag)) return void response.writeHead(304, headers).end();
  const of = version === undefined ? undefined : { organization, sessionId: body.id, version };
  const type = asText ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(200, { ...headers, 'content-type': type });
  await pipeline(Readable.from(asText ? transcriptText(prisma, of) : transcriptJson(prisma, of)), response);
};

const handlerOf = (options: ReadServerOptions) => {
  const findReader = readerFinder(options.tokens);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/openapi.json') {
      send(response, 200, openApi);
      return;
    }
    const reader = findReader(request.headers.authorization);
    if (!reader) {
      send(response, 401, { error: 'a bearer token is needed' }, { 'www-authenticate': 'Bearer' });
      return;
    }
    const operated = await operate(options, reader, request);
    if (operated) {
      send(response, operated.status, operated.body);
      return;
    }
    const [, encoded = '', transcript] = PATH.exec(request.url ?? '') ?? [];
    const id = decoded(encoded);
    if (request.method !== 'GET' || !id) {
      send(response, 404, { error: 'there is nothing here' });
      return;
    }
    const found = await readSession(options.prisma, reader.organizations, id);
    if (!found) {
      send(response, 404, { error: 'the session is not known' });
      return;
    }
    if (transcript) return sendTranscript(options, request, response, found);
    const etag = `"${contentHash(found.body)}"`;
    const headers = { etag, vary: 'authorization', 'cache-control': 'private, no-cache' };
    if (isSame(request, etag)) response.writeHead(304, headers).end();
    else send(response, 200, found.body, headers);
  };
};

/** Serves sessions and transcripts to those who have a token. Plain node:http: a web framework would cost memory. */
export const startReadServer = async (options: ReadServerOptions): Promise<{ url: string; close(): Promise<void> }> => {
  const handle = handlerOf(options);
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      options.logger.error({ event: 'read.failed', error }, 'a session could not be read');
      if (response.headersSent) response.destroy();
      else send(response, 500, { error: 'the session could not be read' });
    });
  });
  await once(server.listen(options.port, options.host), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
};
