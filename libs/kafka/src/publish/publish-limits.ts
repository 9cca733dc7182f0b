export interface PublishLimits {
  /** A record that is not acknowledged by then fails; it may still have been stored if it was sent. */
  readonly deadlineMs: number;
  /** Records that may wait or be on their way at once; more are refused at once. */
  readonly maxRecords: number;
  /** The same in bytes. */
  readonly maxBytes: number;
  /** Records of one produce request. */
  readonly batchRecords: number;
  /** Bytes of one produce request; a single record may be larger. */
  readonly batchBytes: number;
  /** Produce requests that may be out at once. Records of one key always share a shard, so they keep their order. */
  readonly shards: number;
  /** Publishing counts as down when it has failed for so long without a success between. */
  readonly downAfterMs: number;
}

export const publishLimits: PublishLimits = {
  deadlineMs: 5_000,
  maxRecords: 10_000,
  maxBytes: 64 * 1_048_576,
  batchRecords: 500,
  batchBytes: 524_288,
  shards: 1,
  downAfterMs: 5_000,
};
