import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { WarehouseSinkConsumer, Ports } from './store/warehouse-sink.consumer.ts';
import type { WarehouseSinkPorts } from './store/store-session.ts';

@Module({})
export class WarehouseSinkModule {
  static with(value: WarehouseSinkPorts): DynamicModule {
    return {
      module: WarehouseSinkModule,
      controllers: [WarehouseSinkConsumer],
      providers: [{ provide: Ports, useValue: { value } satisfies Ports }],
    };
  }
}
