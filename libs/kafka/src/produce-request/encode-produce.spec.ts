import { describe, expect, it, jest } from '@jest/globals';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { Message } from 'kafkajs';
import { encodeProduce } from './encode-produce.ts';
import type { ProduceData } from './encode-produce.ts';

const NOW = 1_783_000_000_000;

type DriversRequest = (data: ProduceData) => { encode(): Promise<{ buffer: Buffer }> };
const driversRequest = createRequire(import.meta.url)(
  'kafkajs/src/protocol/requests/produce/v3/request',
) as DriversRequest;

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 200 });
const headerValue = fc.oneof(text, bytes(100), fc.array(fc.oneof(text, bytes(20)), { maxLength: 3 }));
const message: fc.Arbitrary<Message> = fc.record({
  key: fc.oneof(text, bytes(40), fc.constant(null)),
  value: fc.oneof(text, bytes(2_000), fc.constant(null)),
  headers: fc.dictionary(text, headerValue, { maxKeys: 6 }),
});
const partition = fc.record({
  partition: fc.nat(100_000),
  messages: fc.oneof(
    { weight: 9, arbitrary: fc.array(message, { minLength: 1, maxLength: 8 }) },
    // Offsets of two and three bytes.
    { weight: 1, arbitrary: message.map((one) => Array.from({ length: 9_000 }, () => ({ ...one, value: 'v' }))) },
  ),
});
const data: fc.Arbitrary<ProduceData> = fc.record({
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(),
  topicData: fc.array(fc.record({ topic: text, partitions: fc.array(partition, { maxLength: 4 }) }), { maxLength: 3 }),
});

describe('encodeProduce', () => {
  it("gives the bytes of kafkajs's own encoder", async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(NOW);
    try {
      await fc.assert(
        fc.asyncProperty(data, async (given) => {
          const theirs = await driversRequest(given).encode();
          expect(encodeProduce(given, NOW).equals(theirs.buffer)).toBe(true);
        }),
        { numRuns: 100 },
      );
    } finally {
      now.mockRestore();
    }
  });
});
