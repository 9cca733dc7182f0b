import { describe, expect, it } from '@jest/globals';
import { parseSessionEvent, vendorEventName } from './session-event.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('parseSessionEvent', () => {
  it('keeps unknown keys and values of open enums', () => {
    expect(parseSessionEvent(bytes({ id: 's-1', platform: 'TELEX', surprise: [1] }))).toMatchObject({
      id: 's-1',
      platform: 'TELEX',
      surprise: [1],
    });
  });

  it('reads an optional field of a wrong type as absent', () => {
    expect(parseSessionEvent(bytes({ id: 's-1', createdAt: 12, metadata: 'none', analysis: 7 }))).toMatchObject({
      id: 's-1',
      createdAt: undefined,
    });
  });

  it.each([
    ['not JSON', Buffer.from('{')],
    ['no id', bytes({})],
    ['an empty id', bytes({ id: '' })],
    ['an array', bytes([])],
  ])('gives undefined for %s', (_, body) => {
    expect(parseSessionEvent(body)).toBeUndefined();
  });
});

describe('vendorEventName', () => {
  it.each([
    [{ eventType: 'session.ended', type: 'VOICE' }, 'session.ended'],
    [{ type: 'message.added' }, 'message.added'],
    [{ type: 'VOICE' }, undefined],
    [{ eventType: 4 }, undefined],
  ])('%j → %s', (body, name) => {
    expect(vendorEventName(body)).toBe(name);
  });
});
