import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ROOT_CONTEXT, TraceFlags, context, propagation, trace } from '@opentelemetry/api';
import type { Context, ContextManager, Span, SpanContext } from '@opentelemetry/api';
import { startConsumerSpan, traceOf } from './consumer-span.ts';

const record = {
  topic: 'agntix.session-events.v1',
  partition: 2,
  offset: 7n,
  timestamp: 5,
  key: 's-1',
  value: Buffer.from('{}'),
  headers: { came: 'yes' },
};
const labels = { 'messaging.system': 'kafka' };
const came = (traceFlags: TraceFlags): SpanContext => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags });
const made: SpanContext = { ...came(TraceFlags.SAMPLED), spanId: 'c'.repeat(16) };

const contexts = (): ContextManager => {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (within, work, self, ...args) => storage.run(within, () => work.call(self as never, ...args)),
    bind: (_within, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
};

describe('startConsumerSpan', () => {
  const startSpan = jest.fn<(name: string, options: unknown, parent: Context) => Span>();
  const setAttributes = jest.fn();
  const end = jest.fn();

  const recordedIn = (parent: SpanContext) =>
    propagation.setGlobalPropagator({
      inject: () => undefined,
      extract: (within, { came: header }: { came?: string }) =>
        header === undefined ? within : trace.setSpanContext(within, parent),
      fields: () => [],
    });

  beforeEach(() => {
    context.setGlobalContextManager(contexts());
    const span = { spanContext: () => made, isRecording: () => true, setAttributes, end };
    startSpan.mockReset().mockReturnValue(span as unknown as Span);
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as never });
  });

  afterEach(() => {
    propagation.disable();
    context.disable();
    trace.disable();
  });

  it('continues a trace that is sampled, and runs the work in its own span', () => {
    recordedIn(came(TraceFlags.SAMPLED));
    const span = startConsumerSpan(record, traceOf(record), labels);
    expect(startSpan.mock.calls[0]?.[0]).toBe('process agntix.session-events.v1');
    expect(setAttributes).toHaveBeenCalledWith(expect.objectContaining({ 'messaging.kafka.offset': '7' }));
    expect(span.run(() => trace.getSpanContext(context.active()))).toEqual(made);
    span.end(false);
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('makes no span below a trace that is not sampled, and runs the work in that trace', () => {
    recordedIn(came(TraceFlags.NONE));
    const span = startConsumerSpan(record, traceOf(record), labels);
    expect(startSpan).not.toHaveBeenCalled();
    expect(span.run((sum: number) => [sum, trace.getSpanContext(context.active())], 3)).toEqual([
      3,
      came(TraceFlags.NONE),
    ]);
    span.end(true);
  });
});
