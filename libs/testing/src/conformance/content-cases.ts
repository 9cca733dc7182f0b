import { deepStrictEqual, ok } from 'node:assert/strict';
import { deadLetterHeaders } from '@switchback/contracts';
import { expectLastVersion, expectNoDeadLetter } from './judge.ts';
import type { Trial } from './trial.ts';

/** A body that cannot be read becomes a dead letter, byte for byte and with its headers; the key's next record goes on. */
export const deadLettersPoison = async (trial: Trial): Promise<void> => {
  const subject = trial.subject();
  const good = trial.record(subject);
  const poison = { ...good, value: Buffer.from(`{"n":12345678901234567890,"said":"${trial.personal}`) };
  await trial.publish(poison);
  await trial.publish(good);
  const [letter] = await trial.until('the dead letter', async () => {
    const letters = await trial.deadLetters(good.key);
    return letters.length > 0 && letters;
  });
  ok(letter, 'no dead letter');
  ok(letter.value.equals(poison.value), 'the dead letter has other bytes than the record');
  for (const [name, value] of Object.entries(poison.headers))
    deepStrictEqual(letter.headers[name], value, `the dead letter has lost or changed the header ${name}`);
  ok(letter.headers[deadLetterHeaders.code], 'the dead letter does not say why');
  await expectLastVersion(trial, subject, 1);
  await trial.settled();
};

/** Fields that a later producer adds are passed over. */
export const readsUnknownFields = async (trial: Trial): Promise<void> => {
  const subject = trial.subject();
  const record = trial.record(subject);
  const body = JSON.parse(record.value.toString()) as Record<string, unknown>;
  const later = { addedLater: { list: [1, { deep: trial.personal }] }, ...body };
  await trial.publish({
    ...record,
    value: Buffer.from(JSON.stringify(later)),
    headers: { ...record.headers, 'x-added-later': '1' },
  });
  await expectLastVersion(trial, subject, 1);
  await expectNoDeadLetter(trial, subject);
};

/** No log line and no metric of any member shows what stood in the records, debug lines and failures included. */
export const keepsPersonalDataOut = async (trial: Trial): Promise<void> => {
  const { members, personal } = trial;
  const lines = members.flatMap((member) => member.logs());
  ok(lines.length > 0, 'nothing was logged, so nothing is proven');
  const metrics = await (await fetch(`${trial.member.managementUrl}/metrics`)).text();
  for (const part of personal.split(' ')) {
    const shown = [...lines, metrics].filter((line) => line.includes(part)).length;
    deepStrictEqual(shown, 0, 'personal data stands in a log line or a metric');
  }
};
