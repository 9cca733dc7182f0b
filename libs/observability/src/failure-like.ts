interface LoggedError {
  name: string;
  code?: string;
  message?: string;
  stack?: string;
  cause?: LoggedError;
}

const framesOf = (stack: string | undefined): string | undefined =>
  stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join('\n');

/**
 * What of an error may be logged. The message of a foreign error can quote input (a parser's, a driver's), so only a
 * `Failure`'s own message is kept; of others the class, the code and where it was thrown.
 */
export const failureLike = (error: Error, depth = 0): LoggedError => {
  const { code } = error as { code?: unknown };
  const frames = framesOf(error.stack);
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(error.name === 'Failure' && { message: error.message }),
    ...(frames && { stack: frames }),
    ...(Error.isError(error.cause) && depth < 3 && { cause: failureLike(error.cause, depth + 1) }),
  };
};
