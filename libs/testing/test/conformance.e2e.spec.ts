import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { topics } from '@switchback/contracts';
import {
  Trial,
  breakableLink,
  consumerConformance,
  deadLettersPoison,
  drainsOnSigterm,
  hasEffectOnce,
  keepsOrderWithinKey,
  keepsPersonalDataOut,
  readsUnknownFields,
  retriesInPlace,
  startHttpTarget,
  survivesRebalance,
  waitsForDependency,
} from '../src/conformance/index.ts';
import type { ConsumerHarness } from '../src/conformance/index.ts';

/** Their fault shows as something that never comes: how long to wait for it, in milliseconds. */
const impatient: Readonly<Record<string, number>> = {
  'gives-up': 4_000,
  'drops-poison': 4_000,
  strict: 4_000,
  'dead-letters-outage': 4_000,
  // A join comes first.
  'state-in-memory': 15_000,
};

/** A consumer that posts each record to a target which honours idempotency keys. */
const sketch = async (fault = ''): Promise<ConsumerHarness> => {
  const target = await startHttpTarget();
  const link = await breakableLink(target.url);
  const topic = topics.sessionEnriched.name;
  const parse = (body: string) => JSON.parse(body) as { subject: string; version: number };
  return {
    app: 'crm-sync',
    script: join(import.meta.dirname, 'sketch-consumer.ts'),
    topic,
    env: { TARGET_URL: link.url, TOPIC: topic, FAULT: fault },
    ...(impatient[fault] !== undefined && { patienceMs: impatient[fault] }),
    record: ({ subject, version, personal }) => ({
      key: subject,
      value: Buffer.from(JSON.stringify({ subject, version, said: personal })),
      headers: { ce_type: 'test' },
    }),
    effects: (subject) =>
      Promise.resolve(
        target.effects
          .map(({ body }) => parse(body))
          .filter((effect) => effect.subject === subject)
          .map(({ version }) => version),
      ),
    fail: (subject) => {
      const heal = target.answer(500, ({ body }) => parse(body).subject === subject);
      return Promise.resolve(() => {
        heal();
        return Promise.resolve();
      });
    },
    takeAway: { target: () => link.cut() },
    stop: async () => {
      await link.close();
      await target.close();
    },
  };
};

consumerConformance('a consumer without faults', { begin: () => sketch(), dependencies: ['target'] });

describe('the conformance cases', () => {
  const judge = async (fault: string, check: (trial: Trial) => Promise<void>) => {
    const trial = await Trial.begin(await sketch(fault));
    try {
      await check(trial);
    } finally {
      await trial.end();
    }
  };

  it.each<[string, string, (trial: Trial) => Promise<void>, RegExp]>([
    ['remembers what it did in memory', 'memory', hasEffectOnce, /more than once/],
    ['commits before the effect', 'commits-first', drainsOnSigterm, /committed and/],
    ['leaves the group without a word', 'dies-on-sigterm', drainsOnSigterm, /was not left/],
    ['lets records of a key overtake each other', 'reorders', keepsOrderWithinKey, /out of order/],
    ['gives a passing fault up at once', 'gives-up', retriesInPlace, /timed out|dead-lettered/],
    ['drops what it cannot read', 'drops-poison', deadLettersPoison, /the dead letter/],
    ['refuses fields it does not know', 'strict', readsUnknownFields, /timed out/],
    ['dead-letters during an outage', 'dead-letters-outage', (one) => waitsForDependency(one, 'target'), /timed out/],
    ['keeps the state of a key in memory', 'state-in-memory', survivesRebalance, /version \d of .* take effect/],
    ['asks for a restart in an outage', 'asks-for-restart', (one) => waitsForDependency(one, 'target'), /restart/],
  ])(
    'find a consumer that %s',
    async (_, fault, check, complaint) => {
      await expect(judge(fault, check)).rejects.toThrow(complaint);
    },
    180_000,
  );

  it('find a consumer that logs what people said', async () => {
    const seen = judge('logs-personal', async (trial) => {
      await readsUnknownFields(trial);
      await keepsPersonalDataOut(trial);
    });
    await expect(seen).rejects.toThrow(/personal data/);
  });
});
