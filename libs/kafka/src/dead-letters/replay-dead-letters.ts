import { headerNames } from '@switchback/contracts';
import type { Kafka } from '../connect/connect-kafka.ts';
import { KafkaProducer } from '../publish/kafka-producer.ts';
import type { RawRecord } from '../publish/kafka-producer.ts';
import type { DeadLetter } from './dead-letter-record.ts';
import { originalHeaders } from './failure-headers.ts';
import { visitDeadLetters } from './find-dead-letters.ts';
import type { OnProgress } from './find-dead-letters.ts';
import { ReplayRunLog } from './replay-run.ts';
import { replayedPlaces } from './replayed-places.ts';
import type { Selection } from './selection.ts';

export interface ReplayOptions {
  readonly selection: Selection;
  readonly limit: number;
  /** Sends also what was replayed before. */
  readonly again: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly progress?: OnProgress;
}

export interface ReplayResult {
  readonly sent: number;
  /** Selected, but replayed before. */
  readonly passedOver: number;
  /** What stopped it before the end of what was selected. */
  readonly stoppedBy: 'limit' | 'signal' | undefined;
}

/**
 * The record that a replay sends: the original's key, value and headers, its event id among them, to the topic that it
 * came from, for the group that failed. Failure headers are left out; they stay readable at `x-replayed-from`.
 */
export const toReplay = (letter: DeadLetter, run: string): RawRecord => ({
  topic: letter.source,
  key: letter.key,
  value: letter.value,
  headers: {
    ...originalHeaders(letter.headers),
    [headerNames.replayedFrom]: letter.place,
    [headerNames.replayGroup]: letter.group,
    [headerNames.replayRun]: run,
  },
});

// Names the dead letter: one whose record has no room left for a replay's marks stops the run, and --key or --until pass it.
const publish = async (producer: KafkaProducer, record: RawRecord, place: string): Promise<void> => {
  try {
    await producer.publishRaw(record);
  } catch (error) {
    throw new Error(`${place} could not be sent: ${Error.isError(error) ? error.message : String(error)}`, {
      cause: error,
    });
  }
};

interface Sending {
  readonly replayed: ReadonlySet<string>;
  readonly send: (letter: DeadLetter) => Promise<void>;
}

const sendSelected = async (kafka: Kafka, options: ReplayOptions, { replayed, send }: Sending) => {
  let [sent, passedOver] = [0, 0];
  let stoppedBy: ReplayResult['stoppedBy'];
  const visit = async (letter: DeadLetter) => {
    if (replayed.has(letter.place) && !options.again) {
      passedOver += 1;
      return undefined;
    }
    stoppedBy ??= options.signal.aborted ? 'signal' : sent >= options.limit ? 'limit' : undefined;
    if (stoppedBy) return 'enough';
    await send(letter);
    sent += 1;
    return undefined;
  };
  await visitDeadLetters(kafka, options.selection, visit, options.progress);
  return { sent, passedOver, stoppedBy };
};

/**
 * Sends the selected dead letters to where they came from, in order per partition, each acknowledged by all in-sync
 * replicas before the next. What was replayed before is passed over, also when the run before was killed between
 * sending and writing that down. One run at a time.
 */
export const replayDeadLetters = async (kafka: Kafka, options: ReplayOptions): Promise<ReplayResult> => {
  if (options.dryRun)
    return sendSelected(kafka, options, { replayed: await replayedPlaces(kafka), send: () => Promise.resolve() });
  const producer = new KafkaProducer(kafka);
  const log = new ReplayRunLog(producer);
  await producer.start();
  try {
    const replayed = await log.begin(kafka, options.selection);
    const result = await sendSelected(kafka, options, {
      replayed,
      send: async (letter) => {
        await publish(producer, toReplay(letter, log.run), letter.place);
        await log.sent(letter.place);
      },
    });
    await log.end();
    return result;
  } finally {
    log.stop();
    await producer.stop();
  }
};
