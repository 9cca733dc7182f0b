/** What a consumer shows of itself so that the conformance cases can judge it. */
export interface ConsumerHarness {
  /** The folder below `apps/`, which is the consumer group too. */
  readonly app: string;
  /** The script to run instead of `apps/<app>/dist/main.js`. */
  readonly script?: string;
  /** The topic whose records are sent, by its name in the contracts. */
  readonly topic: string;
  /** Variables of the app beside those of the broker, the prefixes and the ports. */
  readonly env: Readonly<Record<string, string>>;
  /** How many versions of one subject a consumer tells apart. Default 5. */
  readonly versions?: number;
  /** How long a case waits for what must come, in milliseconds. Default 45,000. */
  readonly patienceMs?: number;
  /** A record that can be handled; records of one subject share their key. `personal` stands where a person's data would. */
  record(of: { subject: string; version: number; personal: string }): ConformanceRecord;
  /**
   * Versions of the subject that took effect, in order, as the other side counts them: what it recognises as a repetition
   * is no second effect. A store that overwrites shows the last version alone.
   */
  effects(subject: string): Promise<readonly number[]>;
  /** From now on handling the subject ends in an error nobody expected, until the returned function is called. */
  fail(subject: string): Promise<() => Promise<void>>;
  /** By name: takes away what every record needs; the returned function brings it back. */
  readonly takeAway: Readonly<Record<string, () => Promise<() => Promise<void>>>>;
  /** Called once, after the last case. */
  stop(): Promise<void>;
}

export interface ConformanceRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}
