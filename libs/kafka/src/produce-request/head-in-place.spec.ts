import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { HEAD_ROOM, withRoom, writeHeadsInPlace } from './head-in-place.ts';

interface Encoder {
  readonly buf: Buffer;
  readonly buffer: Buffer;
  size(): number;
  writeInt32(value: number): this;
  writeEncoder(value: object): this;
}
const require = createRequire(import.meta.url);
const Encoder = require('kafkajs/src/protocol/encoder') as new () => Encoder;
const createRequest = require('kafkajs/src/protocol/request') as (of: object) => Promise<Encoder>;

const body = Buffer.from('the bytes of a request');
/** `body` behind free memory that lies in the middle of other people's. */
const roomy = () => {
  const memory = Buffer.alloc(1_024, 0xee);
  body.copy(memory, 500);
  return { memory, encoder: withRoom(memory.subarray(500, 500 + body.length)) };
};
const requestOf = (encoder: object, clientId: string) =>
  createRequest({
    correlationId: 7,
    clientId,
    request: { apiKey: 0, apiVersion: 7, encode: () => Promise.resolve(encoder) },
  });
const copied = () => ({ ...withRoom(Buffer.from(body)), room: 0 });

describe('writeHeadsInPlace', () => {
  beforeAll(writeHeadsInPlace);

  it.each(['ingress', '', 'x'.repeat(HEAD_ROOM), 'ü'.repeat(50)])(
    'gives the bytes that kafkajs gives (%j)',
    async (id) => {
      const { memory, encoder } = roomy();
      const ours = await requestOf(encoder, id);
      const theirs = await requestOf(copied(), id);
      expect(ours.buffer.equals(theirs.buffer)).toBe(true);
      expect(ours.buffer.readInt32BE(0)).toBe(ours.size() - 4);
      // Nobody else's memory is touched.
      expect(memory.subarray(0, 500 - HEAD_ROOM).every((byte) => byte === 0xee)).toBe(true);
      expect(memory.subarray(500 + body.length).every((byte) => byte === 0xee)).toBe(true);
    },
  );

  it('copies nothing where there is room', async () => {
    const { memory, encoder } = roomy();
    expect((await requestOf(encoder, 'ingress')).buffer.buffer).toBe(memory.buffer);
  });

  it('lets a request be written on', () => {
    const joined = new Encoder().writeInt32(1).writeEncoder(roomy().encoder).writeInt32(2);
    const expected = Buffer.concat([Buffer.from([0, 0, 0, 1]), body, Buffer.from([0, 0, 0, 2])]);
    expect(joined.buffer.equals(expected)).toBe(true);
  });
});
