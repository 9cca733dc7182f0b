import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.ts';
import { stopParts } from './run-service.ts';

const lines: string[] = [];
const logger = createLogger({ service: 'test', level: 'info', write: (line) => lines.push(line) });

describe('stopParts', () => {
  it('stops in reverse order, one after the other, past a part that fails', async () => {
    const stopped: string[] = [];
    const part = (name: string, fails = false) => ({
      stop: async () => {
        stopped.push(`${name} begins`);
        await Promise.resolve();
        if (fails) throw new Error('busy');
        stopped.push(`${name} ends`);
      },
    });
    expect(await stopParts([part('database'), part('producer', true), part('consumer')], logger)).toBe(false);
    expect(stopped).toEqual([
      'consumer begins',
      'consumer ends',
      'producer begins',
      'database begins',
      'database ends',
    ]);
    expect(lines.join()).toContain('stop.failed');
    expect(await stopParts([part('database')], logger)).toBe(true);
  });
});
