import { describe, expect, it } from '@jest/globals';
import { classify, classifyError, retryAt } from './classify.ts';

describe('classify', () => {
  it.each([
    [401, 'CRM_AUTH'],
    [403, 'CRM_AUTH'],
    [404, 'CRM_RECORD_GONE'],
    [410, 'CRM_RECORD_GONE'],
    [409, 'CRM_CONFLICT'],
    [423, 'CRM_LOCKED'],
    [429, 'CRM_RATE_LIMITED'],
    [400, 'CRM_REJECTED'],
    [500, 'CRM_UNCERTAIN'],
    [502, 'CRM_UNCERTAIN'],
  ] as const)('%d on a write is %s', (status, code) => {
    expect(classify({ status }, 'write')).toBe(code);
  });

  it('knows a used-up day from a burst, and a read from a write', () => {
    expect(classify({ status: 429, policyName: 'DAILY' }, 'write')).toBe('CRM_QUOTA_EXHAUSTED');
    expect(classify({ status: 500 }, 'read')).toBe('CRM_UNAVAILABLE');
  });
});

describe('classifyError', () => {
  it('is uncertain about a write only when it may have been sent', () => {
    expect(classifyError({ code: 'ECONNREFUSED' }, 'write')).toBe('CRM_UNAVAILABLE');
    expect(classifyError({ code: 'ECONNRESET' }, 'write')).toBe('CRM_UNCERTAIN');
    expect(classifyError(new Error('timeout'), 'write')).toBe('CRM_UNCERTAIN');
    expect(classifyError({ code: 'ECONNRESET' }, 'read')).toBe('CRM_UNAVAILABLE');
  });
});

describe('retryAt', () => {
  it('reads seconds and dates, and nothing from nonsense', () => {
    expect(retryAt({ status: 429, retryAfter: '10' }, 1_000)).toEqual(new Date(11_000));
    expect(retryAt({ status: 429, retryAfter: 'Tue, 14 Jul 2026 08:31:07 GMT' }, 0)).toEqual(
      new Date('2026-07-14T08:31:07Z'),
    );
    expect(retryAt({ status: 429, retryAfter: 'soon' }, 0)).toBeUndefined();
  });
});
