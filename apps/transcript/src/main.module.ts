import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { CompletionPorts } from './complete/completion-ports.ts';
import { Ports, SessionEventsController } from './receive/session-events.controller.ts';

@Module({})
export class TranscriptModule {
  static with(value: CompletionPorts): DynamicModule {
    return {
      module: TranscriptModule,
      controllers: [SessionEventsController],
      providers: [{ provide: Ports, useValue: { value } satisfies Ports }],
    };
  }
}
