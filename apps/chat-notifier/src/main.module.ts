import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ChatNotifierConsumer, Ports } from './send/chat-notifier.consumer.ts';
import type { ChatNotifierPorts } from './send/send-session.ts';

@Module({})
export class ChatNotifierModule {
  static with(value: ChatNotifierPorts): DynamicModule {
    return {
      module: ChatNotifierModule,
      controllers: [ChatNotifierConsumer],
      providers: [{ provide: Ports, useValue: { value } satisfies Ports }],
    };
  }
}
