import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { replaceProduceRequest } from './replace-produce-request.ts';

const require = createRequire(import.meta.url);
type Versions = (version: number) => (data: object) => { request: { encode(): Promise<{ buffer: Buffer }> } };
const { protocol } = require('kafkajs/src/protocol/requests/produce') as {
  protocol: (of: { version: number }) => ReturnType<Versions>;
};

const encoded = async (data: object) => {
  const { request } = protocol({ version: 7 })({ acks: -1, timeout: 1, ...data });
  return request.encode();
};
const topicData = (message: object) => [{ topic: 't', partitions: [{ partition: 0, messages: [message] }] }];

describe('replaceProduceRequest', () => {
  beforeAll(replaceProduceRequest);

  it('encodes the requests of our producer', async () => {
    const { constructor } = await encoded({ topicData: topicData({ key: 'k', value: 'v' }) });
    expect(constructor.name).toBe('Object');
  });

  it.each([
    ['a timestamp', { topicData: topicData({ key: 'k', value: 'v', timestamp: '5' }) }],
    ['a transaction', { transactionalId: 'x', topicData: topicData({ key: 'k', value: 'v' }) }],
    ['an idempotent producer', { producerId: 7, topicData: topicData({ key: 'k', value: 'v' }) }],
    ['compression', { compression: 1, topicData: topicData({ key: 'k', value: 'v' }) }],
  ])('leaves %s to kafkajs', async (_, data) => {
    const { constructor } = await encoded(data);
    expect(constructor.name).toBe('Encoder');
  });
});
