import { describe, expect, it } from '@jest/globals';
import { addUp } from './test-results.ts';

const test = (fullName: string, status: string, failureMessages: string[] = []) => ({
  fullName,
  status,
  failureMessages,
});
const file = (name: string, status: string, message: string, assertionResults: ReturnType<typeof test>[]) => ({
  name: `/root/${name}`,
  status,
  message,
  assertionResults,
});

describe('addUp', () => {
  it('adds the runs up, and tells each failed test and broken file with the first lines of why', () => {
    const broken = file('libs/b/src/b.spec.ts', 'failed', '\u001B[31mCannot find module\u001B[39m', []);
    const mixed = file('libs/a/test/a.e2e.spec.ts', 'failed', 'all of it', [
      test('a works', 'passed'),
      test('a fails', 'failed', ['Error: timed out\n\n    at until']),
    ]);
    const counts = { numPassedTests: 1, numFailedTests: 1, numRuntimeErrorTestSuites: 0 };
    const sum = addUp(
      [
        { ...counts, testResults: [mixed] },
        { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1, testResults: [broken] },
      ],
      '/root',
    );
    expect(sum).toEqual({
      passed: 1,
      failed: 1,
      broken: 1,
      failures: [
        'libs/a/test/a.e2e.spec.ts: a fails\n    Error: timed out\n        at until',
        'libs/b/src/b.spec.ts\n    Cannot find module',
      ],
    });
  });
});
