import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { cleanBody, normalizeSession } from '@switchback/agntix-client';
import { eventTypes, headerNames, parseSessionEvent, topics } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import { KafkaContext } from '@switchback/kafka';
import { probedDatabaseFailure } from '@switchback/persistence';
import type { CompletionPorts } from '../complete/completion-ports.ts';
import { receiveCreated } from './receive-created.ts';
import { receiveEnded } from './receive-ended.ts';

/** Nest's token for the ports: an interface does not exist at run time. */
export abstract class Ports {
  abstract readonly value: CompletionPorts;
}

@Controller()
export class SessionEventsController {
  readonly #ports: CompletionPorts;

  constructor(ports: Ports) {
    this.#ports = ports.value;
  }

  @EventPattern<unknown>(topics.sessionEvents.name, {
    types: [eventTypes.sessionCreated, eventTypes.sessionEnded],
    // Long enough for the longest transcripts, which take hundreds of calls.
    timeoutMs: 240_000,
  })
  async onSessionEvent(@Payload() value: Buffer, @Ctx() { record, signal }: KafkaContext): Promise<void> {
    const organization = record.headers[headerNames.organization];
    const event = parseSessionEvent(value);
    if (!event || !organization) throw new Failure('PAYLOAD_INVALID');
    const ref = { organization, sessionId: event.id };
    const seen = normalizeSession(event.id, cleanBody(event));
    try {
      if (record.headers[headerNames.type] === eventTypes.sessionCreated) await receiveCreated(this.#ports, ref, seen);
      else await receiveEnded(this.#ports, ref, { seen, signal });
    } catch (error) {
      throw await probedDatabaseFailure(this.#ports.pool, error);
    }
  }
}
