import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HmacKey } from './hmac-key.ts';
import { SecretFiles } from './secret-files.ts';

const whsec = (text: string) => `whsec_${Buffer.from(text).toString('base64')}`;
const folder = mkdtempSync(join(tmpdir(), 'switchback-'));
const path = join(folder, 'secret');
const said: string[] = [];
const say = (fields: Record<string, unknown>) => said.push(String(fields.event));
const logger = { debug: say, info: say, warn: say, error: say };
const open = (text: string) => {
  writeFileSync(path, text);
  return new SecretFiles('main', [{ file: path, mode: 'base64' }], logger);
};
const body = Buffer.from('{}');
const signsWith = (files: SecretFiles, text: string) =>
  files.keys.some((key) => key.sign('', body) === new HmacKey(Buffer.from(text)).sign('', body));
afterEach(() => {
  said.length = 0;
});

describe('SecretFiles', () => {
  it('uses a new secret from the next reading on', async () => {
    const files = open(whsec('the first secret'));
    writeFileSync(path, whsec('the second secret'));
    expect(await files.refresh()).toBe(true);
    expect([signsWith(files, 'the first secret'), signsWith(files, 'the second secret')]).toEqual([false, true]);
    expect(said).toEqual(['secret.changed']);
    expect(await files.refresh()).toBe(false);
  });

  it.each([
    ['is empty', () => writeFileSync(path, '')],
    ['is no secret', () => writeFileSync(path, 'whsec_')],
    ['is gone', () => rmSync(path)],
  ])('keeps the last good secret when its file %s, says so once, and recovers', async (_, breakIt) => {
    const files = open(whsec('the first secret'));
    breakIt();
    await files.refresh();
    await files.refresh();
    expect([files.broken, signsWith(files, 'the first secret')]).toEqual([1, true]);
    expect(said).toEqual(['secret.broken']);
    writeFileSync(path, whsec('the second secret'));
    await files.refresh();
    expect([files.broken, signsWith(files, 'the second secret')]).toEqual([0, true]);
  });

  it('reads once for all who ask together', async () => {
    const files = open(whsec('the first secret'));
    writeFileSync(path, whsec('the second secret'));
    const answers = await Promise.all(Array.from({ length: 50 }, () => files.refresh()));
    expect(answers).toEqual(Array(50).fill(true));
    expect(said).toEqual(['secret.changed']);
  });
});
