import { describe, expect, it } from '@jest/globals';
import { eventId } from './outgoing.ts';
import { allTopics, deadLetterName, parseDeadLetterName } from './topics.ts';

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

  // Keys decide what is kept in order, and records already written keep theirs. A changed line here is a new topic: give it
  // the next version in its name instead.
  it('never changes the key of a topic', () => {
    const own = allTopics().filter(({ name }) => parseDeadLetterName(name) === undefined);
    expect(Object.fromEntries(own.map(({ name, key }) => [name, key]))).toEqual({
      'agntix.session-events.v1': 'session id; without one, svix-id',
      'agntix.webhook-quarantine.v1': 'svix-id',
      'agntix.session-enriched.v1': 'session id',
      'crm.task-synced.v1': '<connection>:<task id>; session id when unmatched',
      'switchback.dead-letter-replays.v1': 'dead-letter topic',
    });
    for (const { name, key } of allTopics()) {
      const dead = parseDeadLetterName(name);
      if (dead) expect(key).toBe(`as in ${dead.source}`);
    }
  });
});

describe('parseDeadLetterName', () => {
  it('undoes deadLetterName', () => {
    expect(parseDeadLetterName(deadLetterName('a.b.v1', 'g'))).toEqual({ source: 'a.b.v1', group: 'g' });
  });
  it.each(['a.b.v1', '.dead.g', 'a.dead.'])('%s is none', (name) => {
    expect(parseDeadLetterName(name)).toBeUndefined();
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
