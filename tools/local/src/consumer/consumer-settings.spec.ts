import { describe, expect, it } from '@jest/globals';
import { readNeeds } from './consumer-settings.ts';

describe('readNeeds', () => {
  it.each([
    ['warehouse-sink', { database: true, downstream: false }],
    ['chat-notifier', { database: true, downstream: true }],
  ])('%s', (app, needs) => {
    expect(readNeeds(app)).toEqual(needs);
  });

  it.each(['nobody', '../libs/kafka', ''])('refuses "%s"', (app) => {
    expect(() => readNeeds(app)).toThrow(/There is no apps/);
  });
});
