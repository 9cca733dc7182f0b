import { Failure } from '@switchback/failure';

/** Broker answers that are about the record itself: it will be refused again. */
const rejected: ReadonlySet<string> = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);
/** Broker answers after which the record may be in the log all the same. */
const uncertain: ReadonlySet<string> = new Set(['REQUEST_TIMED_OUT', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'UNKNOWN']);

interface DriverError {
  readonly name?: string;
  readonly type?: string;
  readonly cause?: unknown;
  readonly code?: string;
}

/** kafkajs wraps the last error of its attempts; the inner one says what happened. */
const innermost = (error: unknown): DriverError => {
  let inner = error as DriverError;
  while (inner.name === 'KafkaJSNumberOfRetriesExceeded' && inner.cause) inner = inner.cause;
  return inner;
};

/**
 * What a failed attempt means. `PUBLISH_REJECTED`: it will never be taken. `PUBLISH_UNCERTAIN`: it may be stored.
 * `BROKER_UNAVAILABLE`: it is not stored.
 */
export const classify = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  const { name = '', type = '', code = '' } = innermost(error);
  if (rejected.has(type)) return new Failure('PUBLISH_REJECTED', { detail: `Kafka answered ${type}`, cause: error });
  const lostAnswer =
    name === 'KafkaJSRequestTimeoutError' ||
    name === 'KafkaJSConnectionClosedError' ||
    (name === 'KafkaJSConnectionError' && code !== 'ECONNREFUSED');
  if (lostAnswer || uncertain.has(type))
    return new Failure('PUBLISH_UNCERTAIN', { detail: `no certain answer of Kafka: ${type || name}`, cause: error });
  return new Failure('BROKER_UNAVAILABLE', {
    detail: `Kafka did not take the record: ${type || name || 'no connection'}`,
    cause: error,
  });
};
