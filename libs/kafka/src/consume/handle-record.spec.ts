import { describe, expect, it } from '@jest/globals';
import { Failure } from '@switchback/failure';
import type { KafkaMessage } from 'kafkajs';
import type { RawRecord } from '../publish/kafka-producer.ts';
import { subscriptionLabels } from './consumer-meters.ts';
import { handleRecord } from './handle-record.ts';
import type { Handling } from './handle-record.ts';
import { Interrupted, Leaving } from '../lanes/interrupted.ts';
import { ReleaseGuard } from '../lanes/release-guard.ts';
import { defaultRetry } from './retry-policy.ts';
import type { Subscription } from './subscription.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const bytes = Buffer.from('{"id":"s-1","n":12345678901234567890}');
const message = {
  key: Buffer.from('s-1'),
  value: bytes,
  headers: { ce_id: Buffer.from([0xff, 0x01]) },
  offset: '7',
} as unknown as KafkaMessage;
const record = {
  topic: 'agntix.session-events.v1',
  partition: 2,
  offset: 7n,
  timestamp: 5,
  key: 's-1',
  value: bytes,
  headers: {},
};
const subscription: Subscription = {
  topic: record.topic,
  handler: (() => undefined) as never,
  types: undefined,
  retry: defaultRetry,
  timeoutMs: 1_000,
  nullKey: 'unordered',
};

/** Keeps each line with its level. */
const loggers = (lines: Record<string, unknown>[]) => {
  const at = (level: string) => (fields: Record<string, unknown>) => void lines.push({ level, ...fields });
  return { info: at('info'), warn: at('warn'), error: at('error') };
};

const handling = (outcomes: (Error | undefined)[], over: Partial<Handling> = {}) => {
  const seen = {
    attempts: 0,
    turns: 0,
    waits: [] as number[],
    letters: [] as RawRecord[],
    away: [] as string[],
    answered: 0,
    lines: [] as Record<string, unknown>[],
  };
  const given: Handling = {
    group: 'crm-sync',
    labels: subscriptionLabels('t', 'eu.crm-sync'),
    logger: { ...silent, ...loggers(seen.lines) },
    guard: new ReleaseGuard(),
    firstTurn: (leaving) => given.turn(leaving),
    turn: () => {
      seen.turns += 1;
      return Promise.resolve({
        answered: () => {
          seen.answered += 1;
        },
        away: (dependency) => {
          seen.away.push(dependency);
        },
      });
    },
    invoke: () => {
      const outcome = outcomes[Math.min(seen.attempts, outcomes.length - 1)];
      seen.attempts += 1;
      return outcome === undefined ? Promise.resolve() : Promise.reject(outcome);
    },
    publishDeadLetter: (letter) => {
      seen.letters.push(letter);
      return Promise.resolve();
    },
    wait: (delayMs) => {
      seen.waits.push(delayMs);
      return Promise.resolve();
    },
    now: () => 1_000,
    random: () => 1,
    ...over,
  };
  return { given, seen };
};
const leaving = new Leaving();
const work = { subscription, record, message, lane: 't/2/ks-1', leaving: () => leaving };

describe('handleRecord', () => {
  it('retries in place with growing waits until it succeeds', async () => {
    const { given, seen } = handling([new Failure('CRM_LOCKED'), new Failure('CRM_LOCKED'), undefined]);
    await handleRecord(given, work);
    expect(seen).toMatchObject({ attempts: 3, waits: [250, 500], letters: [] });
  });

  it('dead-letters at once what cannot succeed, with original bytes, key and headers', async () => {
    const { given, seen } = handling([new Failure('PAYLOAD_INVALID')]);
    await handleRecord(given, work);
    expect(seen.attempts).toBe(1);
    expect(seen.letters[0]).toMatchObject({
      topic: 'agntix.session-events.v1.dead.crm-sync',
      key: message.key,
      value: bytes,
    });
    expect(seen.letters[0]?.headers).toMatchObject({
      ce_id: Buffer.from([0xff, 0x01]),
      'x-dlq-code': 'PAYLOAD_INVALID',
      'x-dlq-attempts': '1',
      'kafka_dlt-original-offset': '7',
      'kafka_dlt-original-consumer-group': 'crm-sync',
    });
  });

  it('never puts the message of an error into a dead letter', async () => {
    const { given, seen } = handling([new Error('call +12025550143')]);
    await handleRecord(given, work);
    expect(seen.attempts).toBe(defaultRetry.attempts);
    expect(JSON.stringify(seen.letters[0]?.headers)).not.toContain('2025550143');
  });

  it('burns no budget while what every record needs is away', async () => {
    const away = Array.from({ length: 30 }, () => new Failure('DATABASE_UNAVAILABLE'));
    const { given, seen } = handling([...away, new Failure('CRM_LOCKED'), undefined]);
    await handleRecord(given, work);
    expect(seen).toMatchObject({ attempts: 32, turns: 32, letters: [], waits: [250], answered: 2 });
    expect(seen.away).toEqual(Array(30).fill('DATABASE_UNAVAILABLE'));
  });

  it('does not count the time of an outage against the age of the record', async () => {
    let now = 0;
    const away = new Failure('DATABASE_UNAVAILABLE');
    const { given, seen } = handling([away, new Failure('CRM_LOCKED'), undefined], {
      now: () => now,
      turn: () => {
        return Promise.resolve({
          answered: () => undefined,
          away: () => {
            now = defaultRetry.maxAgeMs + 1;
          },
        });
      },
    });
    await handleRecord(given, work);
    expect(seen).toMatchObject({ attempts: 3, letters: [] });
  });

  it('waits instead of dead-lettering when unknown errors hit the records of many keys', async () => {
    const guard = new ReleaseGuard();
    const bug = () => handling([new Error('bug')], { guard });
    const letters: number[] = [];
    for (let key = 0; key < 19; key += 1) {
      const { given, seen } = bug();
      await handleRecord(given, { ...work, lane: `k${key}` });
      letters.push(seen.letters.length);
    }
    expect(letters).toEqual(Array(19).fill(1));
    const last = handling([...Array.from({ length: 10 }, () => new Error('bug')), undefined], { guard });
    await handleRecord(last.given, { ...work, lane: 'k19' });
    expect(last.seen).toMatchObject({
      letters: [],
      away: ['RELEASE_SUSPECTED', 'RELEASE_SUSPECTED', 'RELEASE_SUSPECTED'],
    });
  });

  it('discards without a dead letter', async () => {
    const { given, seen } = handling([new Failure('CRM_RECORD_GONE')]);
    await handleRecord(given, work);
    expect(seen).toMatchObject({ attempts: 1, letters: [] });
  });

  it('tells each outcome in one line with the event, the place and the attempts, and nothing of the content', async () => {
    const headers = { ce_id: 'e-1', ce_type: 'session.ended', svix: 'secret' };
    const known = { ...work, record: { ...record, headers } };
    const place = { topic: record.topic, partition: 2, offset: 7n, group: 'crm-sync' };
    const event = { eventId: 'e-1', eventType: 'session.ended', durationMs: 0 };
    const lines = async (outcomes: (Error | undefined)[]) => {
      const { given, seen } = handling(outcomes);
      await handleRecord(given, known);
      return seen.lines.map(({ error: _, ...line }) => line);
    };
    const failed = { code: 'CRM_LOCKED', delayMs: 250, outcome: 'retry' };
    expect(await lines([new Failure('CRM_LOCKED'), undefined])).toEqual([
      { level: 'warn', event: 'kafka.retry', ...place, ...event, ...failed, attempts: 1 },
      { level: 'info', event: 'kafka.handled', ...place, ...event, outcome: 'handled', attempts: 2 },
    ]);
    expect(await lines([new Failure('PAYLOAD_INVALID')])).toMatchObject([
      { level: 'error', event: 'kafka.dead-lettered', outcome: 'dead-lettered', code: 'PAYLOAD_INVALID', attempts: 1 },
    ]);
    expect(await lines([new Failure('CRM_RECORD_GONE')])).toMatchObject([
      { level: 'info', event: 'kafka.discarded', outcome: 'discarded', code: 'CRM_RECORD_GONE', attempts: 1 },
    ]);
  });

  it('is not done before the dead letter is acknowledged', async () => {
    let refused = 0;
    const { given, seen } = handling([new Failure('PAYLOAD_INVALID')], {
      publishDeadLetter: () =>
        (refused += 1) < 3 ? Promise.reject(new Failure('BROKER_UNAVAILABLE')) : Promise.resolve(),
    });
    await handleRecord(given, work);
    expect([refused, seen.waits.length]).toEqual([3, 2]);
  });

  it('rejects when the wait is interrupted, so that the record comes again', async () => {
    const { given } = handling([new Failure('CRM_LOCKED')], { wait: () => Promise.reject(new Interrupted()) });
    await expect(handleRecord(given, work)).rejects.toBeInstanceOf(Interrupted);
  });
});
