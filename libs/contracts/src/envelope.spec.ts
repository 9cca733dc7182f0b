import { describe, expect, it } from '@jest/globals';
import { readEnvelope } from './envelope.ts';
import { parseSessionEnriched } from './session-enriched.v1.ts';

const headers = { ce_id: 'e-1', ce_type: 't', ce_organization: 'acme', ce_subject: 's-1' };

describe('readEnvelope', () => {
  it('reads what the headers say, and takes the key where no subject stands', () => {
    const envelope = { eventId: 'e-1', eventType: 't', organization: 'acme', subject: 's-1' };
    expect(readEnvelope({ key: 'k', headers })).toEqual(envelope);
    const { ce_subject: _, ...more } = headers;
    expect(readEnvelope({ key: 'k', headers: more })).toEqual({ ...envelope, subject: 'k' });
  });

  it.each(['ce_id', 'ce_type', 'ce_organization'])('gives undefined without %s', (name) => {
    const fewer = Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));
    expect(readEnvelope({ key: 'k', headers: fewer })).toBeUndefined();
  });
});

describe('parseSessionEnriched', () => {
  it.each(['{', '[]', '{"organization":"acme"}'])('gives undefined for %s', (body) => {
    expect(parseSessionEnriched(Buffer.from(body))).toBeUndefined();
  });
});
