import { describe, expect, it } from '@jest/globals';
import { expandVariables } from './read-stack.ts';

describe('expandVariables', () => {
  it('takes the variable, or the default where it is unset or empty, as compose does', () => {
    const text = '${A:-1}/${B:-2}/${C:-3}';
    expect(expandVariables(text, { A: '9', B: '' })).toBe('9/2/3');
  });
});
