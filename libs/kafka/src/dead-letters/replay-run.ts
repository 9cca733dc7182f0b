import { randomUUID } from 'node:crypto';
import { replayLog } from '@switchback/contracts';
import type { Kafka } from '../connect/connect-kafka.ts';
import type { KafkaProducer } from '../publish/kafka-producer.ts';
import { SILENT_MS, cutOff, runAhead } from './replay-log.ts';
import type { ReplayMark } from './replay-log.ts';
import { readHistory, sentByCutOffRun, sourceEnds } from './replayed-places.ts';
import type { Selection } from './selection.ts';

const SIGN_MS = 3_000;
const SIGN_RECORDS = 500;

/** One run of a replay and what it writes down. Nothing is sent before `begin` has resolved. */
export class ReplayRunLog {
  readonly run = randomUUID();
  readonly #producer: KafkaProducer;
  #unwritten: string[] = [];
  #signs: NodeJS.Timeout | undefined;

  constructor(producer: KafkaProducer) {
    this.#producer = producer;
  }

  /**
   * Announces the run and gives what was replayed before. Runs that were cut off are brought to their end: what they had
   * sent is looked up in the source topics and written down.
   * @throws Error while another run goes on
   */
  async begin(kafka: Kafka, selection: Selection): Promise<Set<string>> {
    await this.#write({ kind: 'begin', run: this.run, ends: await sourceEnds(kafka, selection) });
    const history = await readHistory(kafka);
    const ahead = runAhead(history, this.run, Date.now());
    if (ahead) {
      await this.end();
      throw new Error(
        `Another replay goes on (run ${ahead.run}, last sign ${new Date(ahead.lastSign).toISOString()}). ` +
          `Wait for its end; one that was cut off counts as over ${SILENT_MS / 1_000} s after its last sign.`,
      );
    }
    const sent = new Set(history.sent);
    for (const other of cutOff(history, this.run)) {
      const places = await sentByCutOffRun(kafka, other);
      for (const place of places) sent.add(place);
      await this.#write({ kind: 'sent', run: other.run, places });
      await this.#write({ kind: 'end', run: other.run });
    }
    // A sign that fails is made up for by the next one, or by what is read in the source topics.
    this.#signs = setInterval(() => void this.#flush().catch(() => undefined), SIGN_MS);
    return sent;
  }

  /** Writes down that a dead letter was sent; not each at once, the source topic tells what is missing here. */
  async sent(place: string): Promise<void> {
    this.#unwritten.push(place);
    if (this.#unwritten.length >= SIGN_RECORDS) await this.#flush();
  }

  async end(): Promise<void> {
    this.stop();
    if (this.#unwritten.length > 0) await this.#flush();
    await this.#write({ kind: 'end', run: this.run });
  }

  /** Gives no further sign of life; the run counts as cut off unless it was ended. */
  stop(): void {
    clearInterval(this.#signs);
  }

  async #flush(): Promise<void> {
    const places = this.#unwritten.splice(0);
    try {
      await this.#write({ kind: 'sent', run: this.run, places });
    } catch (error) {
      this.#unwritten.unshift(...places);
      throw error;
    }
  }

  #write(mark: ReplayMark): Promise<void> {
    const value = Buffer.from(JSON.stringify(mark));
    return this.#producer.publishRaw({ topic: replayLog.name, key: 'replays', value, headers: {} });
  }
}
