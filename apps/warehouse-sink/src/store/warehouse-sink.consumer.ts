import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventTypes, parseSessionEnriched, readEnvelope, topics } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import { KafkaContext } from '@switchback/kafka';
import { probedDatabaseFailure } from '@switchback/persistence';
import { storeSession } from './store-session.ts';
import type { WarehouseSinkPorts } from './store-session.ts';

/** Nest's token for the ports: an interface does not exist at run time. */
export abstract class Ports {
  abstract readonly value: WarehouseSinkPorts;
}

@Controller()
export class WarehouseSinkConsumer {
  constructor(@Inject(Ports) private readonly ports: Ports) {}

  @EventPattern<unknown>(topics.sessionEnriched.name, { types: [eventTypes.sessionEnriched] })
  async handle(@Payload() value: Buffer, @Ctx() { record }: KafkaContext): Promise<void> {
    const envelope = readEnvelope(record);
    const event = parseSessionEnriched(value);
    if (!envelope || !event) throw new Failure('PAYLOAD_INVALID');
    try {
      await storeSession(this.ports.value, { ...envelope, event });
    } catch (error) {
      throw await probedDatabaseFailure(this.ports.value.pool, error);
    }
  }
}
