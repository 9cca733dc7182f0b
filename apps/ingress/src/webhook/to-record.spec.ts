import { describe, expect, it } from '@jest/globals';
import { toRecord } from './to-record.ts';
import type { VerifiedRequest } from './verify-signature.ts';

const endpoint = { name: 'main', organization: 'acme' };
const receivedAt = new Date('2026-07-14T08:33:42.000Z');
const from = (body: string) => {
  const request = { id: 'msg_1', timestamp: 1_784_017_988, signature: 'v1,x', body: Buffer.from(body) };
  return toRecord(request as unknown as VerifiedRequest, endpoint, receivedAt);
};

describe('toRecord', () => {
  it('publishes the exact bytes, keyed by session, with CloudEvents headers', () => {
    const body =
      '{ "id":"s-1","eventType":"session.ended","endedAt":"2026-07-14T08:33:41.902Z","big":12345678901234567890123 }';
    const record = from(body);
    expect(record).toMatchObject({ topic: 'agntix.session-events.v1', key: 's-1' });
    expect(record.value.toString()).toBe(body);
    expect(record.headers).toMatchObject({
      ce_id: 'msg_1',
      ce_source: '/webhooks/agntix/main',
      ce_organization: 'acme',
      ce_type: 'ai.agntix.session.ended',
      ce_subject: 's-1',
      ce_time: '2026-07-14T08:33:41.902Z',
      'svix-id': 'msg_1',
      'received-at': '2026-07-14T08:33:42.000Z',
    });
  });

  it('publishes a type it does not know, timed by the signature', () => {
    expect(from('{"id":"s-1","eventType":"session.paused"}').headers).toMatchObject({
      ce_type: 'ai.agntix.session.paused',
      ce_time: '2026-07-14T08:33:08.000Z',
    });
  });

  it('keys a nested event by its session, not by its own id', () => {
    const record = from('{"id":"evt_1","type":"message.added","data":{"sessionId":"s-9"}}');
    expect(record).toMatchObject({ topic: 'agntix.session-events.v1', key: 's-9' });
    expect(record.headers).toMatchObject({ ce_type: 'ai.agntix.message.added', ce_subject: 's-9' });
  });

  it.each(['not json', '[]', '"text"', '{}', '{"id":""}', '{"id":5}'])(
    'quarantines %s, keyed by the delivery',
    (body) => {
      expect(from(body)).toMatchObject({ topic: 'agntix.webhook-quarantine.v1', key: 'msg_1' });
    },
  );
});
