import { describe, expect, it } from '@jest/globals';
import { freshTopics } from '@switchback/testing';
import { SECRET, openDoor } from '../src/ingress/door.ts';
import { judgeAccepted } from '../src/ingress/judge.ts';
import { killRounds } from '../src/ingress/kill-rounds.ts';
import { startSenders, storedHashes } from '../src/ingress/senders.ts';

// The long lane, where the broker is killed too and goes away for half a minute: `npm run chaos -- ingress`.
describe('ingress under load, killed at random moments', () => {
  it('has stored every event that it answered with 204, byte for byte', async () => {
    const { kafka, brokers, prefix } = await freshTopics();
    const door = await openDoor(brokers, prefix);
    const senders = startSenders(8, SECRET, () => door.url);
    try {
      const victims = { ingress: () => door.killAndOpen() };
      await killRounds({ seed: 5, rounds: 4, senders, victims, say: () => undefined });
    } finally {
      await senders.stop();
      await door.close();
    }
    const checks = judgeAccepted({ deliveries: senders.deliveries, stored: await storedHashes(kafka) });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  }, 240_000);
});
