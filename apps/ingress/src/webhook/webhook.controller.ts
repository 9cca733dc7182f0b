import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import type { OutgoingRecord } from '@switchback/contracts';
import { codeOf } from '@switchback/failure';
import type { Logger } from '@switchback/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answers, problem } from './answers.ts';
import type { Reason } from './answers.ts';
import { Endpoints } from './endpoints.ts';
import { toRecord } from './to-record.ts';
import { verifySignature } from './verify-signature.ts';

/** What the controller needs of the world; resolves when the record is safe on all in-sync replicas. */
export abstract class PublishPort {
  abstract readonly logger: Logger;
  abstract readonly publish: (record: OutgoingRecord) => Promise<void>;
}

@Controller('webhooks/agntix')
export class WebhookController {
  readonly #accepted = metrics
    .getMeter('switchback.ingress')
    .createCounter('switchback.ingress.accepted', { description: 'webhooks stored' });
  readonly #rejected = metrics
    .getMeter('switchback.ingress')
    .createCounter('switchback.ingress.rejected', { description: 'webhooks refused, by reason' });

  constructor(
    @Inject(Endpoints) private readonly endpoints: Endpoints,
    @Inject(PublishPort) private readonly port: PublishPort,
  ) {}

  /** 204 only after all in-sync replicas have the event; any other answer makes the sender come again. */
  @Post(':endpoint')
  async receive(
    @Param('endpoint') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const endpoint = this.endpoints.find(name);
    if (!endpoint) {
      this.#refuse(reply, 'endpoint-unknown');
      return;
    }
    if (!Buffer.isBuffer(request.body)) {
      this.#refuse(reply, 'content-type');
      return;
    }
    const verification = verifySignature(
      { headers: request.headers, body: request.body },
      endpoint.keys,
      Date.now() / 1_000,
    );
    if ('refusal' in verification) {
      this.#refuse(reply, verification.refusal);
      return;
    }
    const record = toRecord(verification.request, endpoint, new Date());
    try {
      await this.port.publish(record);
    } catch (error) {
      this.port.logger.error(
        { event: 'webhook.not-stored', endpoint: name, svixId: verification.request.id, code: codeOf(error) },
        'answered 503; the sender comes again',
      );
      this.#refuse(reply, 'broker-unavailable');
      return;
    }
    this.#accepted.add(1, { endpoint: name, topic: record.topic });
    await reply.code(204).send();
  }

  #refuse(reply: FastifyReply, reason: Reason): void {
    this.#rejected.add(1, { reason });
    const { status } = answers[reason];
    // Svix only ever lengthens its own delay by it.
    if (status === 503) void reply.header('retry-after', '1');
    void reply
      .code(status)
      .type('application/problem+json')
      .send(JSON.stringify(problem(reason)));
  }
}
