import { replayDeadLetters } from '@switchback/kafka';
import type { Kafka, ReplayOptions } from '@switchback/kafka';
import { withProgress } from '../progress.ts';

/** Stops after the record that is being sent; a second signal ends the process at once, which is safe too. */
const stopOnSignal = (): AbortSignal => {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stopping.abort();
    });
  return stopping.signal;
};

/** Replays and says what was done and what is left. */
export const replay = async (kafka: Kafka, options: Omit<ReplayOptions, 'signal' | 'progress'>): Promise<void> => {
  const signal = stopOnSignal();
  const { sent, passedOver, stoppedBy } = await withProgress('replaying, dead letters looked at', (progress) =>
    replayDeadLetters(kafka, { ...options, signal, progress }),
  );
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`${sent} ${sent === 1 ? 'dead letter' : 'dead letters'} ${options.dryRun ? 'would be sent (dry run)' : 'sent'}.`);
  if (passedOver > 0) say(`${passedOver} passed over: replayed before (--again sends them once more).`);
  if (stoppedBy === 'limit') say(`Stopped at --limit ${options.limit}: there are more.`);
  if (stoppedBy === 'signal') {
    say('Stopped by signal: there may be more. Running it again goes on from here.');
    process.exitCode = 130;
  }
};
