import { replayedPlaces, visitDeadLetters } from '@switchback/kafka';
import type { DeadLetter, Kafka, Selection } from '@switchback/kafka';
import { withProgress } from '../progress.ts';
import { table } from '../table.ts';
import { inShort } from '../times.ts';
import { Piles } from './summarise.ts';

interface Listed {
  readonly letter: Omit<DeadLetter, 'value' | 'headers'>;
  readonly replayed: boolean;
}

const collect = async (kafka: Kafka, selection: Selection, limit: number) => {
  const replayed = await withProgress('reading what was replayed before', () => replayedPlaces(kafka));
  const piles = new Piles();
  let newest: Listed[] = [];
  const visit = ({ value: _value, headers: _headers, ...letter }: DeadLetter) => {
    piles.add({ ...letter, value: null, headers: {} }, replayed.has(letter.place));
    newest.push({ letter, replayed: replayed.has(letter.place) });
    // Cut now and then, so that a million dead letters need no more memory than the lines to show.
    if (newest.length > 2 * limit + 1_000) newest = latest(newest, limit);
    return Promise.resolve();
  };
  await withProgress('reading dead letters', (progress) => visitDeadLetters(kafka, selection, visit, progress));
  return { piles: piles.all(), letters: latest(newest, limit) };
};

const latest = (listed: readonly Listed[], limit: number): Listed[] =>
  [...listed].sort((a, b) => b.letter.timestamp - a.letter.timestamp).slice(0, limit);

const ago = (timestamp: number) => `${inShort(Math.max(0, Date.now() - timestamp) / 1_000)} ago`;

const asJson = ({ letter, replayed }: Listed) => ({
  place: letter.place,
  topic: letter.source,
  group: letter.group,
  key: letter.key?.toString() ?? null,
  deadLetteredAt: new Date(letter.timestamp).toISOString(),
  replayed,
  ...letter.failure,
});

/** Prints what waits, by cause, and the newest dead letters. Never a payload. */
export const listDeadLetters = async (
  kafka: Kafka,
  selection: Selection,
  { limit, json }: { limit: number; json: boolean },
): Promise<void> => {
  const { piles, letters } = await collect(kafka, selection, limit);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  if (json) {
    for (const listed of letters) say(JSON.stringify(asJson(listed)));
    return;
  }
  const total = piles.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) {
    say('No dead letters.');
    return;
  }
  say(
    table(
      ['count', 'replayed', 'group', 'topic', 'code', 'oldest', 'newest', 'why'],
      piles.map((pile) => [
        ...[String(pile.count), String(pile.replayed), pile.group, pile.topic, pile.code],
        ...[ago(pile.oldest), ago(pile.newest), pile.reason],
      ]),
    ),
  );
  say(`\n${letters.length < total ? `The newest ${letters.length} of ${total} (--limit):` : 'Each:'}`);
  say(
    table(
      ['place', 'key', 'code', 'attempts', 'dead-lettered', ''],
      letters.map(({ letter, replayed }) => [
        ...[letter.place, letter.key?.toString() ?? '-', letter.failure.code, letter.failure.attempts],
        ...[ago(letter.timestamp), replayed ? 'replayed' : ''],
      ]),
    ),
  );
};
