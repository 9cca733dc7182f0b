/** Bounds of one consumer. Numbers that are not given are derived from the window. */
export interface ConsumerLimits {
  /** Handlers that run at once. */
  readonly window: number;
  /** Records admitted and not done: those that run and those that wait in their lanes. */
  readonly records: number;
  readonly bytes: number;
  /** Offsets between a partition's watermark and its newest admitted record: what one stuck head can hold back. */
  readonly partitionSpan: number;
  /** Records in one lane; a hot key must not fill the buffer. */
  readonly laneDepth: number;
  readonly commitIntervalMs: number;
  readonly drainMs: number;
  /** A partition with work whose watermark stands still for so long is stalled: longer than the longest retry budget. */
  readonly stalledAfterMs: number;
}

export const consumerLimits = ({ window = 512, ...given }: Partial<ConsumerLimits> = {}): ConsumerLimits => ({
  window,
  // Deep enough that the window stays full although records of one key wait for each other.
  records: 8 * window,
  bytes: 32 * 1_048_576,
  partitionSpan: 10_000,
  laneDepth: Math.max(64, 2 * window),
  commitIntervalMs: 200,
  drainMs: 15_000,
  stalledAfterMs: 600_000,
  ...given,
});
