import { randomBytes } from 'node:crypto';
import type { Sender } from './driver.ts';

const value = randomBytes(2_048);
const KEYS = 2_000;
const keyOf = (count: number): string => `key-${count % KEYS}`;

/** Milliseconds of each send, one after the other: the broker's own round trip as a caller sees it. */
export const oneByOne = async (sender: Sender, count: number): Promise<number[]> => {
  const took: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const began = performance.now();
    await sender.send(keyOf(at), value);
    took.push(performance.now() - began);
  }
  return took;
};

/** Milliseconds from when each record was due to its acknowledgement, at `rate` records a second (open model). */
export const atRate = async (
  sender: Sender,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<number[]> => {
  const total = rate * seconds;
  const took: number[] = [];
  const underWay: Promise<void>[] = [];
  const began = performance.now();
  for (let next = 0; next < total;) {
    const elapsed = performance.now() - began;
    for (; next < total && (next * 1_000) / rate <= elapsed; next += 1) {
      const due = began + (next * 1_000) / rate;
      underWay.push(sender.send(keyOf(next), value).then(() => void took.push(performance.now() - due)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(underWay);
  return took;
};

/** Records a second that `callers` get acknowledged, each of them awaiting its own before the next. */
export const saturation = async (
  sender: Sender,
  { callers, seconds }: { callers: number; seconds: number },
): Promise<{ perSecond: number; sent: number }> => {
  const began = performance.now();
  const end = began + seconds * 1_000;
  let sent = 0;
  const call = async (caller: number) => {
    for (let at = caller; performance.now() < end; at += callers) {
      await sender.send(keyOf(at), value);
      sent += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return { perSecond: (sent * 1_000) / (performance.now() - began), sent };
};
