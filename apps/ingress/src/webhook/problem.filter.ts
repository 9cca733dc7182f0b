import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { sendProblem } from './send-problem.ts';
import type { Reason } from './answers.ts';

const reasonByStatus: Readonly<Record<number, Reason>> = {
  400: 'request-invalid',
  404: 'path-unknown',
  413: 'body-too-large',
  414: 'path-unknown',
  415: 'content-type',
};

/** What Fastify and Nest refuse by themselves, before or beside the controller. */
const reasonOf = (error: unknown): Reason => {
  const status =
    error instanceof HttpException ? error.getStatus() : ((error as { statusCode?: number }).statusCode ?? 500);
  return reasonByStatus[status] ?? 'internal';
};

/** Every refusal is a problem document; a bug is a 503, so that the sender comes again. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), reasonOf(error));
  }
}

/** The same for what Fastify refuses before any route, like a path that is not valid. */
export const answerFrameworkError = (error: unknown, _request: unknown, reply: FastifyReply): void => {
  sendProblem(reply, reasonOf(error));
};
