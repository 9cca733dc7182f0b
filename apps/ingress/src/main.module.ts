import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Config } from './config.ts';
import { Endpoints } from './webhook/endpoints.ts';
import { PublishPort, WebhookController } from './webhook/webhook.controller.ts';

@Module({})
export class IngressModule {
  static with(config: Pick<Config, 'WEBHOOK_ENDPOINTS'>, port: PublishPort): DynamicModule {
    return {
      module: IngressModule,
      controllers: [WebhookController],
      providers: [
        { provide: Endpoints, useValue: Endpoints.from(config.WEBHOOK_ENDPOINTS, port.logger) },
        { provide: PublishPort, useValue: port },
      ],
    };
  }
}
