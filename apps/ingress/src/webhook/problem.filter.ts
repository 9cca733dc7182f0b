import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { answers, problem } from './answers.ts';
import type { Reason } from './answers.ts';

/** What Fastify and Nest refuse by themselves, before or beside the controller. */
const reasonOf = (error: unknown): Reason => {
  switch (error instanceof HttpException ? error.getStatus() : 500) {
    case 413:
      return 'body-too-large';
    case 415:
      return 'content-type';
    case 404:
      return 'path-unknown';
    case 400:
      return 'request-invalid';
    default:
      return 'internal';
  }
};

/** Every refusal is a problem document; a bug is a 503, so that the sender comes again. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reason = reasonOf(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reason === 'internal') void reply.header('retry-after', '1');
    void reply
      .code(answers[reason].status)
      .type('application/problem+json')
      .send(JSON.stringify(problem(reason)));
  }
}
