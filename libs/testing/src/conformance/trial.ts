import { randomUUID } from 'node:crypto';
import { deadLetterName } from '@switchback/contracts';
import { KafkaProducer, groupLag, readTopic } from '@switchback/kafka';
import type { ConsumedRecord, Kafka } from '@switchback/kafka';
import { freshTopics } from '../fresh-topics.ts';
import { startApp } from '../start-app.ts';
import type { RunningApp } from '../start-app.ts';
import { until } from '../until.ts';
import type { ConformanceRecord, ConsumerHarness } from './harness.ts';
import { expelMembers, groupMembers } from './leave-group.ts';

/** A consumer under test on topics of its own. One member runs between two cases. */
export class Trial {
  readonly harness: ConsumerHarness;
  /** Stands in every record; a log or a metric that shows it fails the trial. */
  readonly personal = `+1202555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')} ${randomUUID()}`;
  readonly #kafka: Kafka;
  readonly #brokers: string;
  readonly #prefix: string;
  readonly #producer: KafkaProducer;
  readonly #members: RunningApp[] = [];

  private constructor(harness: ConsumerHarness, { kafka, brokers, prefix }: Awaited<ReturnType<typeof freshTopics>>) {
    this.harness = harness;
    [this.#kafka, this.#brokers, this.#prefix] = [kafka, brokers, prefix];
    this.#producer = new KafkaProducer(kafka);
  }

  static async begin(harness: ConsumerHarness): Promise<Trial> {
    const trial = new Trial(harness, await freshTopics());
    await trial.#producer.start();
    await trial.join();
    return trial;
  }

  get versions(): number {
    return this.harness.versions ?? 5;
  }

  /** Waits for what must come. */
  until<T>(
    what: string,
    check: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  ): Promise<T> {
    return until(what, check, this.harness.patienceMs);
  }

  /** Every member that was ever started, with its log. */
  get members(): readonly RunningApp[] {
    return this.#members;
  }

  get #group() {
    return { group: `${this.#prefix}${this.harness.app}`, topic: this.harness.topic };
  }

  /** The member that runs now. */
  get member(): RunningApp {
    const member = this.#members.at(-1);
    if (!member) throw new Error('no member was started');
    return member;
  }

  /** Starts one more member of the group. */
  async join(): Promise<RunningApp> {
    const { app, script, env } = this.harness;
    const broker = { KAFKA_BROKERS: this.#brokers, TOPIC_PREFIX: this.#prefix, GROUP_PREFIX: this.#prefix };
    const member = await startApp(app, { LOG_LEVEL: 'debug', ...broker, ...env }, script);
    this.#members.push(member);
    return member;
  }

  /** Removes a killed member from the group, which would otherwise wait for its session timeout. */
  async expel(): Promise<void> {
    await expelMembers(this.#kafka, this.#brokers, this.#group);
  }

  /** How many members the broker counts, and whether no rebalance is under way. */
  async group(): Promise<{ members: number; stable: boolean }> {
    const { ids, stable } = await groupMembers(this.#kafka, this.#group);
    return { members: ids.length, stable };
  }

  subject(): string {
    return randomUUID();
  }

  record(subject: string, version = 1): ConformanceRecord {
    return this.harness.record({ subject, version, personal: this.personal });
  }

  async publish(...records: ConformanceRecord[]): Promise<void> {
    await Promise.all(records.map((record) => this.#producer.publish({ topic: this.harness.topic, ...record })));
  }

  lag(): Promise<bigint> {
    return groupLag(this.#kafka, this.#group.group, this.harness.topic);
  }

  /** Everything that was published has been committed. */
  async settled(): Promise<void> {
    await this.until('every record to be committed', async () => (await this.lag()) === 0n);
  }

  async deadLetters(key: string): Promise<ConsumedRecord[]> {
    const topic = deadLetterName(this.harness.topic, this.harness.app);
    return (await readTopic(this.#kafka, topic)).filter((letter) => letter.key === key);
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.kill()));
    await this.#producer.stop();
    await this.harness.stop();
  }
}
