import { deadLetterHeaders, headerNames } from '@switchback/contracts';
import { deadLetterAt, replayedPlaces } from '@switchback/kafka';
import type { Kafka } from '@switchback/kafka';
import { withProgress } from '../progress.ts';

// Of other headers only the size is told: whoever wrote them may have put anything there.
const known = new Set<string>([...Object.values(headerNames), ...Object.values(deadLetterHeaders)]);

/** Prints one dead letter: why it failed, its headers, its size; its payload only when that is asked for. */
export const showDeadLetter = async (
  kafka: Kafka,
  place: string,
  { showPayload }: { showPayload: boolean },
): Promise<void> => {
  const letter = await withProgress(`reading ${place}`, () => deadLetterAt(kafka, place));
  const replayed = (await withProgress('reading what was replayed before', () => replayedPlaces(kafka))).has(
    letter.place,
  );
  const lines: [string, string][] = [
    ['place', letter.place],
    ['dead-lettered', new Date(letter.timestamp).toISOString()],
    ['replayed', replayed ? 'yes' : 'no'],
    ['key', letter.key?.toString() ?? 'none'],
    ['size', letter.value ? `${letter.value.length} bytes` : 'none (a tombstone)'],
  ];
  for (const [name, given] of Object.entries(letter.headers)) {
    for (const value of [given ?? ''].flat()) {
      const shown = known.has(name) || showPayload ? value.toString() : `${Buffer.byteLength(value)} bytes`;
      lines.push([name, shown]);
    }
  }
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, text] of lines) process.stdout.write(`${name.padEnd(width)}  ${text}\n`);
  if (showPayload) process.stdout.write(`\n${letter.value?.toString() ?? ''}\n`);
};
