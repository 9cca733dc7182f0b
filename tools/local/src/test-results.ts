import { z } from 'zod';

const result = z.looseObject({ numPassedTests: z.int(), numFailedTests: z.int(), numRuntimeErrorTestSuites: z.int() });

/** Adds up Jest's JSON results. `broken` are files that could not be run at all. */
export const addUp = (results: readonly unknown[]): { passed: number; failed: number; broken: number } =>
  results
    .map((given) => result.parse(given))
    .reduce(
      (sum, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) => ({
        passed: sum.passed + numPassedTests,
        failed: sum.failed + numFailedTests,
        broken: sum.broken + numRuntimeErrorTestSuites,
      }),
      { passed: 0, failed: 0, broken: 0 },
    );
