import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ReceiveWebhook } from './webhook/receive-webhook.ts';
import { WebhookController } from './webhook/webhook.controller.ts';

@Module({})
export class IngressModule {
  static with(webhooks: ReceiveWebhook): DynamicModule {
    return {
      module: IngressModule,
      controllers: [WebhookController],
      providers: [{ provide: ReceiveWebhook, useValue: webhooks }],
    };
  }
}
