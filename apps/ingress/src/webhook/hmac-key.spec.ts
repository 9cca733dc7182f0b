import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HmacKey } from './hmac-key.ts';

const byNode = (key: Buffer, head: string, body: Buffer) =>
  createHmac('sha256', key).update(head).update(body).digest('base64');

describe('HmacKey', () => {
  it.each([
    // RFC 4231, test cases 1, 2 and 6: the last key is longer than a block.
    [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      Buffer.from('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      Buffer.alloc(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('gives the MAC of RFC 4231 (%#)', (key, text, hex) => {
    expect(new HmacKey(key).sign('', Buffer.from(text))).toBe(Buffer.from(hex, 'hex').toString('base64'));
  });

  it('agrees with node:crypto for keys, heads and bodies of any kind', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes(200), fc.string({ unit: 'grapheme' }), bytes(300), (key, head, body) => {
        expect(new HmacKey(key).sign(head, body)).toBe(byNode(key, head, body));
      }),
      { seed: 86, numRuns: 1_000 },
    );
  });

  it.each([0, 16_383, 16_384, 16_385, 1_048_576])('agrees for a body of %d bytes', (size) => {
    const key = Buffer.from('a key of the test');
    const body = Buffer.alloc(size, 7);
    expect(new HmacKey(key).sign('msg_1.1.', body)).toBe(byNode(key, 'msg_1.1.', body));
  });
});
