import type { FastifyReply } from 'fastify';
import { answers, isTryAgain, problemText } from './answers.ts';
import type { Reason } from './answers.ts';
import { discardRest } from './read-body.ts';

/** Answers with the problem document of the reason, and lets what is left of the body pass. */
export const sendProblem = (reply: FastifyReply, reason: Reason): void => {
  const { status } = answers[reason];
  if (isTryAgain(status)) void reply.header('retry-after', '1');
  void reply.code(status).type('application/problem+json').send(problemText(reason));
  discardRest(reply.request.raw);
};
