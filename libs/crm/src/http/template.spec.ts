import { describe, expect, it } from '@jest/globals';
import { filledBody, filledPath } from './template.ts';

const values = { taskId: '7/8', talkSeconds: 3, status: undefined, fields: { mood: 'good', 'a.b': 'x' } };

describe('filledBody', () => {
  it('keeps the type of a place that stands alone, and leaves out what has no value', () => {
    const template = { talk: '{{talkSeconds}}', state: '{{status}}', all: '{{ fields }}', list: ['{{status}}', 1] };
    expect(filledBody(template, values)).toEqual({ talk: 3, all: values.fields, list: [null, 1] });
  });

  it('makes a text of a place among others, and reads fields by name', () => {
    expect(filledBody('{{talkSeconds}} s, {{status}}{{fields.mood}} {{fields.a.b}}', values)).toBe('3 s, good x');
  });

  it('reads own values only', () => {
    expect(filledBody('{{constructor}}{{fields.toString}}', values)).toBe('');
  });
});

describe('filledPath', () => {
  it('encodes what it puts in', () => {
    expect(filledPath('/tasks/{{taskId}}?full=1', values)).toBe('/tasks/7%2F8?full=1');
  });

  it.each(['.', '..', ''])('gives no path for the id %j', (taskId) => {
    expect(filledPath('/tasks/{{taskId}}', { taskId })).toBeUndefined();
  });
});
