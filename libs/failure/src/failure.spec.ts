import { describe, expect, it } from '@jest/globals';
import { Failure, codeOf, dispositionOf } from './failure.ts';
import { failures } from './failures.ts';
import type { FailureCode } from './failures.ts';

describe('Failure', () => {
  it.each(Object.keys(failures) as FailureCode[])('%s carries its code, summary and disposition', (code) => {
    const failure = new Failure(code);
    expect(failure.message).toBe(failures[code].summary);
    expect(codeOf(failure)).toBe(code);
    expect(dispositionOf(failure)).toBe(failures[code].disposition);
  });

  it('treats an error it does not know as unexpected and retries it', () => {
    expect(codeOf(new TypeError('boom'))).toBe('UNEXPECTED');
    expect(dispositionOf('not even an error')).toBe('retry');
  });

  it('keeps cause, detail and the time to try again', () => {
    const cause = new Error('socket hang up');
    const retryAt = new Date('2026-07-14T08:31:07Z');
    const failure = new Failure('VENDOR_UNAVAILABLE', { cause, detail: 'GET session: timeout', retryAt });
    expect(failure).toMatchObject({ cause, message: 'GET session: timeout', retryAt });
  });
});
