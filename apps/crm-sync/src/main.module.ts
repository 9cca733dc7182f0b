import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { FactsController, TakeFact } from './consume/facts.controller.ts';

@Module({})
export class CrmSyncModule {
  static with(facts: TakeFact): DynamicModule {
    return {
      module: CrmSyncModule,
      controllers: [FactsController],
      providers: [{ provide: TakeFact, useValue: facts }],
    };
  }
}
