import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { stopIdleTimer } from './idle-timer.ts';

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (options: object) => {
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
  maybeThrottle(ms: number): void;
  scheduleRequestTimeoutCheck(): void;
  isConnected: () => boolean;
  inflight: Map<number, object>;
  pending: unknown[];
};
const logger = { debug: () => undefined, namespace: () => logger };
const queue = (more = {}) =>
  new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 30_000, clientId: 'c', broker: 'b', logger, ...more });

describe('stopIdleTimer', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('leaves an idle queue without a timer, and one that is throttled with one', () => {
    stopIdleTimer();
    jest.useFakeTimers();
    const idle = queue();
    idle.checkPendingRequests();
    expect(jest.getTimerCount()).toBe(0);
    const throttled = queue();
    throttled.maybeThrottle(500);
    throttled.pending.push({});
    throttled.scheduleCheckPendingRequests();
    expect(jest.getTimerCount()).toBe(1);
  });

  it('ends a request within a second of its time, and looks no more than once a second', () => {
    stopIdleTimer();
    jest.useFakeTimers();
    const waiting = queue({ enforceRequestTimeout: true });
    waiting.isConnected = () => true;
    const timedOut: number[] = [];
    const request = { sentAt: Date.now(), requestTimeout: 30_000, timeoutRequest: () => timedOut.push(Date.now()) };
    waiting.inflight.set(1, request);
    waiting.scheduleRequestTimeoutCheck();
    jest.advanceTimersByTime(30_000);
    expect(timedOut).toHaveLength(0);
    jest.advanceTimersByTime(1_000);
    expect(timedOut).toHaveLength(1);
    waiting.inflight.clear();
    waiting.isConnected = () => false;
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
