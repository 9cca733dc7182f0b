import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventTypes, parseSessionEnriched, readEnvelope, topics } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import { KafkaContext } from '@switchback/kafka';
import { probedDatabaseFailure } from '@switchback/persistence';
import { sendSession } from './send-session.ts';
import type { ChatNotifierPorts } from './send-session.ts';

/** Nest's token for the ports: an interface does not exist at run time. */
export abstract class Ports {
  abstract readonly value: ChatNotifierPorts;
}

@Controller()
export class ChatNotifierConsumer {
  constructor(@Inject(Ports) private readonly ports: Ports) {}

  @EventPattern<unknown>(topics.sessionEnriched.name, { types: [eventTypes.sessionEnriched] })
  async handle(@Payload() value: Buffer, @Ctx() { record, signal }: KafkaContext): Promise<void> {
    const envelope = readEnvelope(record);
    const event = parseSessionEnriched(value);
    if (!envelope || !event) throw new Failure('PAYLOAD_INVALID');
    try {
      await sendSession(this.ports.value, { ...envelope, event, signal });
    } catch (error) {
      throw await probedDatabaseFailure(this.ports.value.pool, error);
    }
  }
}
