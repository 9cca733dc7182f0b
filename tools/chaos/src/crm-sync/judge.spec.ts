import { describe, expect, it } from '@jest/globals';
import { judge } from './judge.ts';

const made = [{ taskId: 't', sessionId: 's', createdAt: '' }];
const task = (status: string, body: string) => ({
  id: 't',
  properties: { hs_task_status: status, hs_task_body: body },
});
const call = { id: 'c', properties: { voice_call_id: 's' } };
const good = { tasks: [task('COMPLETED', 'Mine.\n[call s]\n[/call]')], calls: [call], open: 0 };
const broken = (found: Partial<typeof good>) =>
  judge(made, { ...good, ...found })
    .filter(({ ok }) => !ok)
    .map(({ check }) => check);

describe('judge', () => {
  it('is content with one record, one section, and the status', () => {
    expect(broken({})).toEqual([]);
  });

  it.each([
    [{ calls: [call, { ...call, id: 'd' }] }, 'calls written twice'],
    [{ tasks: [task('COMPLETED', 'Mine. [call s] [call s]')] }, 'calls written twice'],
    [{ calls: [] }, 'calls lost, or left in flight'],
    [{ tasks: [task('IN_PROGRESS', 'Mine. [call s]')] }, 'calls lost, or left in flight'],
    [{ tasks: [task('COMPLETED', '[call s]')] }, "people's texts written over"],
    [{ open: 1 }, 'effects of unknown end'],
  ])('finds %j', (found, check) => {
    expect(broken(found)).toEqual([check]);
  });

  it('does not hold for nothing', () => {
    expect(judge([], good).every(({ ok }) => ok)).toBe(false);
  });
});
