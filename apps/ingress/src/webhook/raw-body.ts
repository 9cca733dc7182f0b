import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problem } from './answers.ts';

/** Bodies stay bytes, since the signature is over them; only uncompressed JSON types are taken. */
export const acceptRawBodies = (app: NestFastifyApplication): void => {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i,
    { parseAs: 'buffer' },
    (_request, body, done) => {
      done(null, body);
    },
  );
  fastify.addHook('onRequest', (request, reply, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') done();
    else
      void reply
        .code(415)
        .type('application/problem+json')
        .send(JSON.stringify(problem('content-type')));
  });
};
