import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const result = z.looseObject({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
  testResults: z.array(
    z.looseObject({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.looseObject({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).optional() }),
      ),
    }),
  ),
});
type Result = z.infer<typeof result>;

/** What Jest's JSON results add up to. `broken` are files that could not be run at all. */
export interface Sum {
  passed: number;
  failed: number;
  broken: number;
  /** One text a failed test or broken file: where it is, and the first lines of why. */
  failures: string[];
}

const LINES = 12;
// Jest colours its messages; a log file and a search want plain text.
const firstLines = (text: string): string =>
  stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, LINES)
    .map((line) => `    ${line}`)
    .join('\n');

const failuresOf = ({ testResults }: Result, root: string): string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0)
      return failed.map((test) => `${file}: ${test.fullName}\n${firstLines(test.failureMessages?.join('\n') ?? '')}`);
    return status === 'failed' ? [`${file}\n${firstLines(message)}`] : [];
  });

/** Adds up Jest's JSON results; file names are told from `root`. */
export const addUp = (results: readonly unknown[], root: string): Sum =>
  results
    .map((given) => result.parse(given))
    .reduce<Sum>(
      (sum, one) => ({
        passed: sum.passed + one.numPassedTests,
        failed: sum.failed + one.numFailedTests,
        broken: sum.broken + one.numRuntimeErrorTestSuites,
        failures: [...sum.failures, ...failuresOf(one, root)],
      }),
      { passed: 0, failed: 0, broken: 0, failures: [] },
    );
