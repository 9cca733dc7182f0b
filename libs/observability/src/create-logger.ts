import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { redact } from './redaction.ts';

/** One JSON object per line. Fields not on the allow-list (redaction.ts) are dropped and named. */
export interface Logger {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

const traceFields = () => {
  const active = trace.getActiveSpan()?.spanContext();
  return active ? { trace_id: active.traceId, span_id: active.spanId } : {};
};

/** A logger to standard output (or `write`), with the trace of the active span on each line. */
export const createLogger = ({
  service,
  level,
  write,
}: {
  service: string;
  level: LogLevel;
  write?: (line: string) => void;
}): Logger => {
  const settings = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: traceFields,
  };
  const out = write ? pino(settings, { write }) : pino(settings);
  const at = (name: LogLevel) => (fields: Record<string, unknown>, message: string) => {
    out[name](redact(fields), message);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
