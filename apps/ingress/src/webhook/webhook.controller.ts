import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answers } from './answers.ts';
import { ReceiveWebhook } from './receive-webhook.ts';
import { inServerSpan } from './server-span.ts';
import { sendProblem } from './send-problem.ts';

@Controller('webhooks/agntix')
export class WebhookController {
  constructor(@Inject(ReceiveWebhook) private readonly webhooks: ReceiveWebhook) {}

  /** 204 only after all in-sync replicas have the event; any other answer makes the sender come again. */
  @Post(':endpoint')
  async receive(
    @Param('endpoint') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reason = await inServerSpan(
      () => this.webhooks.receive(name, request.raw),
      (refusal) => (refusal ? answers[refusal].status : 204),
    );
    if (reason) sendProblem(reply, reason);
    else void reply.code(204).send();
  }
}
