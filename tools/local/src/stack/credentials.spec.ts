import { describe, expect, it } from '@jest/globals';
import { readCredentials, whyNoSample } from './credentials.ts';

describe('readCredentials', () => {
  it('takes sandboxes, with secrets of their own each time, where nothing is given', () => {
    const [first, second] = [readCredentials({}), readCredentials({})];
    expect([first.agntix.sandbox, first.crm.sandbox, whyNoSample(first)]).toEqual([true, true, undefined]);
    expect(first.agntix.webhookSecret).not.toBe(second.agntix.webhookSecret);
  });

  it('replaces the sandboxes one by one, and then makes no sample calls', () => {
    const vendor = readCredentials({ AGNTIX_API_KEY: 'k', AGNTIX_WEBHOOK_SECRET: 's' });
    expect([vendor.agntix.sandbox, vendor.crm.sandbox]).toEqual([false, true]);
    expect(whyNoSample(vendor)).toContain('real phones');
    expect(whyNoSample(readCredentials({ HUBSPOT_TOKEN: 't' }))).toContain('real CRM');
  });

  it('names the secret that is missing beside a key', () => {
    expect(() => readCredentials({ AGNTIX_API_KEY: 'k' })).toThrow('AGNTIX_WEBHOOK_SECRET is missing');
  });
});
