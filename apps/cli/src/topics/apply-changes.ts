import { allTopics } from '@switchback/contracts';
import { applyTopics, createTopics, describeTopics } from '@switchback/kafka';
import type { Kafka, TopicLayout } from '@switchback/kafka';

/** Creates, changes, and says what it did and what it refused; exit status 1 where something was refused. */
export const applyChanges = async (
  kafka: Kafka,
  layout: TopicLayout,
  options: { dryRun: boolean; addPartitions: boolean },
): Promise<void> => {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const would = options.dryRun ? 'would be ' : '';
  const before = await describeTopics(kafka, allTopics(), layout);
  const missing = before.filter(({ state }) => state === 'missing');
  if (!options.dryRun) await createTopics(kafka, allTopics(), layout);
  for (const { name } of missing) say(`${name}: ${would}created`);
  const applied = await applyTopics(kafka, allTopics(), layout, options);
  for (const { name, changes } of applied)
    for (const { what, from, to, refused } of changes)
      say(`${name}: ${what} ${from} → ${to} ${refused === undefined ? `${would}changed` : `REFUSED: ${refused}`}`);
  const all = applied.flatMap(({ changes }) => changes);
  if (missing.length + all.length === 0) say('Every topic is as specified.');
  if (all.some(({ refused }) => refused !== undefined)) process.exitCode = 1;
};
