import { describe, expect, it } from '@jest/globals';
import { ArraySplitter } from './array-splitter.ts';

const items = [{ id: 'a', content: 'x],"}{[\\"é', nested: [[1, { data: [2] }]] }, { id: 'b' }, 'text', 7, [1, 2], null];
const split = (text: string, size: number) => {
  const splitter = new ArraySplitter();
  const elements: unknown[] = [];
  for (let at = 0; at < text.length; at += size)
    elements.push(...splitter.push(text.slice(at, at + size)).map((one) => JSON.parse(one) as unknown));
  return { elements, rest: JSON.parse(splitter.rest) as unknown };
};

describe('ArraySplitter', () => {
  it.each([1, 2, 3, 7, 1_000])('gives the same elements in pieces of %i', (size) => {
    const around = { before: ['data', { data: [9] }], pagination: { page: 1, data: [3] } };
    const { before, pagination } = around;
    expect(split(JSON.stringify({ before, data: items, pagination }), size)).toEqual({
      elements: items,
      rest: { before, data: [], pagination },
    });
    expect(split(JSON.stringify(items, null, 2), size)).toEqual({ elements: items, rest: [] });
  });

  it('finds nothing in an empty list and in a body without one', () => {
    expect(split('{"data": [ ]}', 4)).toEqual({ elements: [], rest: { data: [] } });
    expect(split('{"data":{"data":[1]}}', 4).elements).toEqual([]);
  });
});
