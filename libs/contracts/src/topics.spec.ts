import { describe, expect, it } from '@jest/globals';
import { eventId } from './outgoing.ts';
import { allTopics } from './topics.ts';

describe('allTopics', () => {
  it('names each topic once, dead letters of every subscription included', () => {
    const names = allTopics().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('agntix.session-enriched.v1.dead.crm-sync');
  });

  it('leaves room for failure headers in dead-letter topics', () => {
    const size = (name: string) => allTopics().find((topic) => topic.name === name)?.maxMessageBytes ?? 0;
    expect(size('agntix.session-events.v1.dead.transcript') - size('agntix.session-events.v1')).toBe(65_536);
  });
});

describe('eventId', () => {
  const of = { topic: 't', organization: 'o', subject: 's', revision: 1 };
  it('is the same for the same state and differs in every part', () => {
    expect(eventId(of)).toBe(eventId({ ...of }));
    const ids = [
      of,
      { ...of, topic: 'x' },
      { ...of, organization: 'x' },
      { ...of, subject: 'x' },
      { ...of, revision: 2 },
    ].map(eventId);
    expect(new Set(ids).size).toBe(5);
  });
});
