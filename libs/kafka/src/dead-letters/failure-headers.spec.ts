import { describe, expect, it } from '@jest/globals';
import { deadLetterHeaders, headerNames } from '@switchback/contracts';
import { originalHeaders, readFailureHeaders, toFailureHeaders } from './failure-headers.ts';
import type { FailureFacts } from './failure-headers.ts';

const facts = (text: string) =>
  Object.fromEntries(Object.keys(deadLetterHeaders).map((fact) => [fact, text])) as unknown as FailureFacts;
const size = (headers: Record<string, string>) =>
  Object.entries(headers).reduce(
    (sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text) + 20,
    0,
  );

describe('toFailureHeaders', () => {
  it.each(['x', 'é', '€', '😀'])(
    'stays below the 64 KiB of a dead-letter topic whatever the facts are: %s',
    (character) => {
      const headers = toFailureHeaders(facts(character.repeat(100_000)));
      expect(size(headers)).toBeLessThan(32_768);
      expect(Object.values(headers).every((text) => text.startsWith(character) && !text.includes('�'))).toBe(true);
    },
  );
  it('is undone by readFailureHeaders, from bytes too', () => {
    const bytes = Object.entries(toFailureHeaders(facts('v'))).map(([name, text]) => [name, Buffer.from(text)]);
    expect(readFailureHeaders(Object.fromEntries(bytes) as Record<string, Buffer>)).toEqual(facts('v'));
    expect(readFailureHeaders(undefined)).toEqual(facts(''));
  });
});

describe('originalHeaders', () => {
  it('keeps what the record had, bytes and repeated headers included, and nothing of failures and replays', () => {
    const original = { ce_id: Buffer.from('1'), many: [Buffer.from('a'), Buffer.from([0xff])] };
    const replay = { [headerNames.replayGroup]: 'g', [headerNames.replayedFrom]: 'p', [headerNames.replayRun]: 'r' };
    expect(originalHeaders({ ...original, ...toFailureHeaders(facts('v')), ...replay })).toEqual(original);
  });
});
