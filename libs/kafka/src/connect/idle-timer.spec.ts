import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { stopIdleTimer } from './idle-timer.ts';

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (options: object) => {
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
  maybeThrottle(ms: number): void;
  pending: unknown[];
};
const logger = { debug: () => undefined, namespace: () => logger };
const queue = () =>
  new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1_000, clientId: 'c', broker: 'b', logger });

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
});
