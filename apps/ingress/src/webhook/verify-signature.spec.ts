import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { HmacKey } from './hmac-key.ts';
import { readSigned, signingKey, verifySignature } from './verify-signature.ts';

const PUBLIC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const FIRST = 'whsec_YWdudGl4LXNoZWV0LXRlc3Qta2V5LTAx';
const SECOND = 'whsec_YWdudGl4LXNoZWV0LXRlc3Qta2V5LTAy';
const cafe = '{"id":"0b6e4f1c-93d2-4c57-8a1e-5f2d7c90ab34","eventType":"session.created","note":"café"}';
const firstSignature = 'v1,m6sK/v3w+oR3VIkbjfR8WeP3yRW3kcTwEbp4X82vq2Q=';
const secondSignature = 'v1,8egztN8dQGwoxd6CGXsytk7ascJjmyJh2xNcDp5mHK4=';

interface Delivery {
  id?: string;
  timestamp?: string;
  signature?: string;
  body?: string;
  family?: string;
}
const request = ({
  id = 'msg_sheetVector0001',
  timestamp = '1780000000',
  signature = firstSignature,
  body = cafe,
  family = 'svix',
}: Delivery = {}) => ({
  headers: { [`${family}-id`]: id, [`${family}-timestamp`]: timestamp, [`${family}-signature`]: signature } as Record<
    string,
    string
  >,
  body: Buffer.from(body),
});
const check = (sent: ReturnType<typeof request>, keys: HmacKey[], now = 1_780_000_000) => {
  const signed = readSigned(sent.headers, now);
  return typeof signed === 'string' ? { refusal: signed } : verifySignature(signed, sent.body, keys);
};
const verify = (delivery: Delivery, secrets: string[], now?: number) =>
  check(
    request(delivery),
    secrets.map((secret) => signingKey(secret, 'base64')),
    now,
  );
const accepted = { request: expect.objectContaining({ body: expect.any(Buffer) }), key: expect.any(Number) };

describe('verifySignature', () => {
  it("accepts Svix's public example", () => {
    const delivery = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      body: '{"test": 2432232314}',
    };
    expect(verify(delivery, [PUBLIC], 1_614_265_330)).toEqual(accepted);
  });

  it('accepts a body that is not ASCII, and either key of a rotation', () => {
    expect(verify({}, [FIRST])).toEqual(accepted);
    expect(verify({ signature: secondSignature }, [SECOND])).toEqual(accepted);
    const both = { signature: `${secondSignature} ${firstSignature}` };
    expect([verify(both, [FIRST]), verify(both, [SECOND])]).toEqual([accepted, accepted]);
    expect(verify({}, [SECOND, FIRST])).toEqual(accepted);
  });

  it('accepts a secret whose own bytes are the key', () => {
    const signature = `v1,${createHmac('sha256', 'typed by hand').update(`msg_sheetVector0001.1780000000.${cafe}`).digest('base64')}`;
    expect(check(request({ signature }), [signingKey('typed by hand', 'raw')])).toEqual(accepted);
  });

  it('accepts webhook-* headers, but never one family mixed with the other', () => {
    expect(verify({ family: 'webhook' }, [FIRST])).toEqual(accepted);
    const forged = request({ family: 'webhook' });
    forged.headers['svix-id'] = 'msg_other';
    expect(check(forged, [signingKey(FIRST, 'base64')])).toEqual({
      refusal: 'headers-missing',
    });
  });

  it.each([
    ['another body', { body: cafe.replace('café', 'cafe') }, 'signature-invalid'],
    ['another id', { id: 'msg_other' }, 'signature-invalid'],
    ['only other versions', { signature: firstSignature.replace('v1', 'v1a') }, 'signature-invalid'],
    ['more than 16 signatures', { signature: Array<string>(17).fill(firstSignature).join(' ') }, 'signature-invalid'],
    ['no signature', { signature: '' }, 'headers-missing'],
    ['a timestamp that is no number', { timestamp: '1780000000x' }, 'timestamp-stale'],
  ] as const)('refuses %s', (_, delivery, refusal) => {
    expect(verify(delivery, [FIRST])).toEqual({ refusal });
  });

  it.each([
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ])('with a clock that is %d s off: %s', (seconds, fresh) => {
    expect(verify({}, [FIRST], 1_780_000_000 + seconds)).toEqual(fresh ? accepted : { refusal: 'timestamp-stale' });
  });

  it('refuses everything without a key', () => {
    expect(verify({}, [])).toEqual({ refusal: 'signature-invalid' });
  });

  it('tells which key signed', () => {
    expect(verify({}, [SECOND, FIRST])).toMatchObject({ key: 1 });
  });
});

describe('signingKey', () => {
  it.each(['', 'whsec_', 'whsec_AAAA', 'whsec_not base64 at all!', 'whsec_YWdudGl4\nLXNoZWV0'])(
    'refuses what is no secret: %j',
    (secret) => {
      expect(() => signingKey(secret, 'base64')).toThrow(RangeError);
    },
  );

  it('never puts the secret into its error', () => {
    expect(() => signingKey('whsec_s3cret!', 'base64')).not.toThrow('s3cret');
  });
});
