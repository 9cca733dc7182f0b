import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { answers, problemText } from './webhook/answers.ts';
import type { Reason } from './webhook/answers.ts';
import { answerFrameworkError } from './webhook/problem.filter.ts';

const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;
/** Longer than the idle time of the usual load balancers, which else reuse a connection while it is being closed. */
const KEEP_ALIVE_MS = 75_000;
const HEADER_BYTES = 16_384;

const reasonByCode: Readonly<Record<string, Reason>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'request-headers-too-large',
};

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** What is no readable HTTP, or comes too slowly, is answered on the bare socket, which then closes. */
const answerSocket = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const reason = reasonByCode[error.code ?? ''] ?? 'request-invalid';
  const { status } = answers[reason];
  const body = problemText(reason);
  const head = [
    `HTTP/1.1 ${status} ${phrases[status] ?? 'Error'}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
};

/** The server for webhooks: bounded headers, bounded time, bodies left to the handler. */
export const httpAdapter = (): FastifyAdapter =>
  new FastifyAdapter({
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    clientErrorHandler: answerSocket,
    frameworkErrors: answerFrameworkError,
    http: {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      // How often the two are looked at; half a minute by default.
      connectionsCheckingInterval: 1_000,
    },
  });

/** No parser reads anything: the handler checks first, then reads the bytes itself. */
export const leaveBodiesAlone = (app: NestFastifyApplication): void => {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  // JSON by its name too: what only the `*` takes, Fastify reads and looks up anew at each request.
  fastify.addContentTypeParser(['application/json', '*'], (_request, _payload, done) => {
    done(null);
  });
};
