import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.ts';

const logged = (fields: Record<string, unknown>): Record<string, unknown> => {
  const lines: string[] = [];
  createLogger({ service: 'test', level: 'info', write: (line) => lines.push(line) }).info(fields, 'done');
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
};

describe('the logger', () => {
  it('keeps allowed fields and names the others without their values', () => {
    const line = logged({ sessionId: 's-1', customerPhoneNumber: '+12025550143', summary: 'said yes' });
    expect(line).toMatchObject({
      service: 'test',
      message: 'done',
      sessionId: 's-1',
      droppedFields: ['customerPhoneNumber', 'summary'],
    });
    expect(JSON.stringify(line)).not.toMatch(/2025550143|said yes/);
  });

  it('keeps the class and the place of a foreign error, not its message', () => {
    const line = logged({ error: new SyntaxError('Unexpected token in "+12025550143"') });
    expect(line.error).toMatchObject({ name: 'SyntaxError', stack: expect.stringContaining(' at ') });
    expect(JSON.stringify(line)).not.toContain('2025550143');
  });

  it('writes a bigint as text', () => {
    expect(logged({ offset: 12n }).offset).toBe('12');
  });
});
