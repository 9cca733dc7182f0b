import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { growEncoder } from './grow-encoder.ts';

interface Encoder {
  readonly buf: Buffer;
  readonly buffer: Buffer;
  writeInt32(value: number): this;
  writeBuffer(value: Buffer): this;
}
const Encoder = createRequire(import.meta.url)('kafkajs/src/protocol/encoder') as new (initialSize?: number) => Encoder;

describe('growEncoder', () => {
  beforeAll(() => growEncoder());

  it('writes what kafkajs writes, whatever was in the memory before', () => {
    const large = Buffer.alloc(1_048_577, 7);
    const encoder = new Encoder().writeInt32(1).writeBuffer(large).writeInt32(2);
    const expected = Buffer.concat([Buffer.from([0, 0, 0, 1]), large, Buffer.from([0, 0, 0, 2])]);
    expect(encoder.buffer.equals(expected)).toBe(true);
  });

  it('takes little more memory than a large request has', () => {
    const { buf } = new Encoder().writeBuffer(Buffer.alloc(1_048_577));
    expect(buf.length).toBeLessThan(1.2 * 1_048_577);
  });

  it('grows in few steps under many small parts', () => {
    const encoder = new Encoder(1);
    const buffers = new Set<Buffer>();
    for (let part = 0; part < 100_000; part += 1) buffers.add(encoder.writeInt32(part).buf);
    expect(encoder.buffer.readInt32BE(4 * 99_999)).toBe(99_999);
    expect(buffers.size).toBeLessThan(60);
  });
});
