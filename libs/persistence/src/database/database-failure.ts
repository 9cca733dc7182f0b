import { Failure } from '@switchback/failure';

// SQLSTATE classes and codes (PostgreSQL manual, appendix A), Node's socket errors, Prisma's connection errors and the
// kinds of its driver adapter, which all say the same: the database is away, or gives no connection.
const awayCodes = new Set([
  ...['53300', '57P01', '57P02', '57P03', '25P03'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  ...['P1001', 'P1002', 'P1008', 'P1017', 'P2024'],
  ...['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'],
]);
const DEPTH = 5;

const isAway = (code: unknown): boolean => typeof code === 'string' && (awayCodes.has(code) || code.startsWith('08'));

interface ErrorLike {
  code?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
  errors?: unknown;
}

const codesOf = (error: unknown, depth = 0): unknown[] => {
  if (typeof error !== 'object' || error === null || depth > DEPTH) return [];
  const { code, kind, originalCode, cause, meta, errors }: ErrorLike = error;
  const several: unknown[] = Array.isArray(errors) ? errors : [];
  const inside = [cause, meta?.driverAdapterError, ...several];
  return [code, kind, originalCode, ...inside.flatMap((one) => codesOf(one, depth + 1))];
};

/**
 * `DATABASE_UNAVAILABLE` where the error, or a cause of it, says by its code that PostgreSQL is away; otherwise the
 * error itself. For the one place in an app through which every database error passes.
 */
export const asDatabaseFailure = (error: unknown): unknown =>
  error instanceof Failure || !codesOf(error).some(isAway)
    ? error
    : new Failure('DATABASE_UNAVAILABLE', { cause: error });
