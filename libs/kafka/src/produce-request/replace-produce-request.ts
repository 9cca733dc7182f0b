import { createRequire } from 'node:module';
import type { Message } from 'kafkajs';
import { encodeProduce } from './encode-produce.ts';
import type { ProduceData } from './encode-produce.ts';
import { HEAD_ROOM, withRoom, writeHeadsInPlace } from './head-in-place.ts';

interface DriverRequest {
  readonly acks: number;
  encode(): Promise<unknown>;
}
interface DriverData extends ProduceData {
  readonly transactionalId?: string | null;
  readonly producerId?: { toString(): string };
  readonly compression?: number;
}
type MakeRequest = (data: DriverData) => DriverRequest;

const isPlain = ({ transactionalId, producerId, compression = 0, topicData }: DriverData): boolean =>
  (transactionalId ?? null) === null &&
  (producerId ?? -1).toString() === '-1' &&
  compression === 0 &&
  topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(untimed)));

const untimed = ({ timestamp }: Message): boolean => timestamp === undefined;

/** `make`, with the plain requests encoded by {@link encodeProduce}. */
const withOwnEncoder =
  (make: MakeRequest): MakeRequest =>
  (data) => {
    const request = make(data);
    return isPlain(data)
      ? { ...request, encode: () => Promise.resolve(withRoom(encodeProduce(data, Date.now(), HEAD_ROOM))) }
      : request;
  };

const replaced = new WeakSet<object>();

/**
 * kafkajs 2.2.4 copies each record some nine times and makes three buffers for every header: more than a third of the
 * CPU of a webhook (docs/adr/0042). The bytes are the same; what we do not use stays with kafkajs. Safe to call again.
 */
export const replaceProduceRequest = (): void => {
  const require = createRequire(import.meta.url);
  // kafkajs asks for the file anew at each request, and speaks version 7 with every broker from 2.1 on.
  const path = require.resolve('kafkajs/src/protocol/requests/produce/v7/request');
  const make = require(path) as MakeRequest;
  const file = require.cache[path];
  if (!file || replaced.has(make)) return;
  const ours = withOwnEncoder(make);
  replaced.add(ours);
  file.exports = ours;
  writeHeadsInPlace();
};
