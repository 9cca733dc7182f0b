import { describe, expect, it } from '@jest/globals';
import { codeOf } from '@switchback/failure';
import type { RecordMetadata, TopicMessages } from 'kafkajs';
import { sendConfirmed } from './send-confirmed.ts';

const protocolError = (type: string) => Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
const refused = Object.assign(new Error('refused'), { name: 'KafkaJSConnectionError', code: 'ECONNREFUSED' });
const closed = Object.assign(new Error('closed'), { name: 'KafkaJSConnectionClosedError' });
const record = (value: string, partition = 0) => ({ topic: 't', message: { key: 'k', value, partition } });
const acknowledge = (topicMessages: TopicMessages[]): RecordMetadata[] =>
  topicMessages.flatMap(({ topic, messages }) =>
    messages.map(({ partition = 0 }) => ({ topicName: topic, partition, errorCode: 0 })),
  );
const codes = (results: readonly unknown[]) =>
  results.map((result) => (result === undefined ? 'stored' : codeOf(result)));

const run = async (values: string[], answers: (Error | 'ok' | 'nothing')[]) => {
  const calls: string[][] = [];
  const results = await sendConfirmed(
    values.map((value) => record(value)),
    {
      produce: (topicMessages) => {
        calls.push(topicMessages.flatMap(({ messages }) => messages.map(({ value }) => String(value))));
        const answer = answers.shift() ?? 'ok';
        if (answer === 'ok') return Promise.resolve(acknowledge(topicMessages));
        return answer === 'nothing' ? Promise.resolve([]) : Promise.reject(answer);
      },
      waitBefore: (attempt) => Promise.resolve(attempt <= 3),
    },
  );
  return { calls, results: codes(results) };
};

describe('sendConfirmed', () => {
  it('sends again what a broker that is away did not take', async () => {
    expect(await run(['a'], [refused, 'ok'])).toEqual({ calls: [['a'], ['a']], results: ['stored'] });
  });

  it('says that nothing is stored when every attempt was refused', async () => {
    expect((await run(['a'], [refused, refused, refused])).results).toEqual(['BROKER_UNAVAILABLE']);
  });

  it('stays uncertain once an answer was lost, whatever came after', async () => {
    expect((await run(['a'], [closed, refused, refused])).results).toEqual(['PUBLISH_UNCERTAIN']);
    expect((await run(['a'], ['nothing', 'nothing', 'nothing'])).results).toEqual(['PUBLISH_UNCERTAIN']);
  });

  it('finds the one record that spoils its request; the others are stored', async () => {
    const tooLarge = protocolError('MESSAGE_TOO_LARGE');
    const { results, calls } = await run(['a', 'b', 'bad', 'c'], [tooLarge, 'ok', tooLarge, tooLarge, 'ok']);
    expect(results).toEqual(['stored', 'stored', 'PUBLISH_REJECTED', 'stored']);
    expect(calls.at(-1)).toEqual(['c']);
  });

  it('stays uncertain also when the request is then taken apart', async () => {
    const tooLarge = protocolError('MESSAGE_TOO_LARGE');
    const { results } = await run(['a', 'b'], [closed, tooLarge, tooLarge, 'ok']);
    expect(results).toEqual(['PUBLISH_UNCERTAIN', 'stored']);
  });

  it('takes an acknowledgement only for the partition that it names', async () => {
    const results = await sendConfirmed([record('a', 0), record('b', 1)], {
      produce: () => Promise.resolve([{ topicName: 't', partition: 0, errorCode: 0 }]),
      waitBefore: () => Promise.resolve(false),
    });
    expect(codes(results)).toEqual(['stored', 'PUBLISH_UNCERTAIN']);
  });
});
