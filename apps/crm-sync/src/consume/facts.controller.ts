import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern } from '@nestjs/microservices';
import { eventTypes, headerNames, topics } from '@switchback/contracts';
import type { SeenEvent } from '@switchback/crm-mapping';
import { KafkaContext } from '@switchback/kafka';
import type { ConsumedRecord } from '@switchback/kafka';
import type { Urgency } from '../limit/connection-budget.ts';
import { enrichedFact, webhookFact } from './to-fact.ts';

/** What waited longer than this, or is a replay, goes after what is happening now. */
const FRESH_MS = 300_000;
const urgencyOf = ({ headers, timestamp }: ConsumedRecord): Urgency =>
  headers[headerNames.replayGroup] !== undefined || Date.now() - timestamp > FRESH_MS ? 'backfill' : 'fresh';

/** Takes a fact to its end; resolves when it may be committed. */
export abstract class TakeFact {
  abstract readonly take: (fact: SeenEvent, urgency: Urgency) => Promise<void>;
  /** What an error of `take` means; a database that is away, or whose pool is exhausted, is told from a fault of the record. */
  abstract readonly asFailure: (error: unknown) => Promise<unknown>;
}

@Controller()
export class FactsController {
  constructor(@Inject(TakeFact) private readonly facts: TakeFact) {}

  @EventPattern<unknown>(topics.sessionEvents.name, { types: [eventTypes.sessionCreated, eventTypes.sessionEnded] })
  async webhook(@Ctx() { record }: KafkaContext): Promise<void> {
    await this.#take(webhookFact(record), record);
  }

  @EventPattern<unknown>(topics.sessionEnriched.name, { types: [eventTypes.sessionEnriched] })
  async enriched(@Ctx() { record }: KafkaContext): Promise<void> {
    await this.#take(enrichedFact(record), record);
  }

  async #take(fact: SeenEvent, record: ConsumedRecord): Promise<void> {
    try {
      await this.facts.take(fact, urgencyOf(record));
    } catch (error) {
      throw await this.facts.asFailure(error);
    }
  }
}
