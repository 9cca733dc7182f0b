import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.ts';

describe('Gate', () => {
  it('runs no more at once than it is wide, all in the end, and goes on after a failure', async () => {
    const gate = new Gate(3);
    let running = 0;
    let most = 0;
    const work = async (n: number) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (n === 4) throw new Error('four');
      return n;
    };
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => gate.run(() => work(n))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(19);
    expect(most).toBe(3);
    expect(running).toBe(0);
  });
});
