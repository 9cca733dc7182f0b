import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Fault } from './objects/properties.ts';

const envelope = (category: string, message: string, errors: readonly Fault[] = []) => ({
  status: 'error',
  message,
  correlationId: randomUUID(),
  category,
  ...(errors.length > 0 && { errors }),
});

export const notFound = (reply: FastifyReply) =>
  reply.code(404).send(envelope('OBJECT_NOT_FOUND', 'resource not found'));
export const invalid = (reply: FastifyReply, faults: readonly Fault[]) =>
  reply
    .code(400)
    .send(
      envelope(
        'VALIDATION_ERROR',
        `Property values were not valid: ${faults.map(({ message }) => message).join('; ')}`,
        faults,
      ),
    );
export const unauthorized = (reply: FastifyReply) =>
  reply.code(401).send(envelope('INVALID_AUTHENTICATION', 'Authentication credentials not found.'));
export const conflict = (reply: FastifyReply, message: string) => reply.code(409).send(envelope('CONFLICT', message));
/** HubSpot's 429: the policy says which limit it was. */
export const tooMany = (reply: FastifyReply, policyName: string) =>
  reply.code(429).send({
    ...envelope('RATE_LIMITS', `You have reached your ${policyName.toLowerCase()} limit.`),
    errorType: 'RATE_LIMIT',
    policyName,
  });
export const internalError = (reply: FastifyReply) =>
  reply.code(500).send(envelope('INTERNAL_ERROR', 'internal error'));
