import { describe, expect, it } from '@jest/globals';
import { crc32c } from './crc32c.ts';

const ascending = Buffer.from(Array.from({ length: 32 }, (_, at) => at));

describe('crc32c', () => {
  it.each([
    ['32 bytes of zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['32 bytes ascending', ascending, 0x46dd794e],
    ['32 bytes descending', Buffer.from(ascending).reverse(), 0x113fdb5c],
    ['123456789', Buffer.from('123456789'), 0xe3069283],
    ['nothing', Buffer.alloc(0), 0],
  ])('of %s is as RFC 3720 gives it', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('covers the given range alone', () => {
    expect(crc32c(Buffer.from('xx123456789x'), 2, 11)).toBe(0xe3069283);
  });
});
