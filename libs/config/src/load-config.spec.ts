import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, loadConfig } from './load-config.ts';
import { brokerList, json, port, secretFile } from './settings.ts';

const schema = z.object({
  PORT: port.default(3000).describe('the HTTP port'),
  KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas'),
  TOKEN_FILE: secretFile.describe('the path of the file with the token'),
  ENDPOINTS: json(z.array(z.strictObject({ name: z.string() }))).describe('a JSON list of endpoints'),
});

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
  }
  throw new Error('expected a ConfigError');
};

describe('loadConfig with files', () => {
  const database = z.object({ DATABASE_URL: z.url().describe('the URL of the database') });
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(folder, 'url');
  writeFileSync(file, 'postgresql://user:s3cret@host/db\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes a value from the file that the variable with _FILE names', () => {
    expect(loadConfig(database, { DATABASE_URL_FILE: file })).toEqual({
      DATABASE_URL: 'postgresql://user:s3cret@host/db',
    });
    expect(loadConfig(database, { DATABASE_URL_FILE: file, DATABASE_URL: '' })).toMatchObject({
      DATABASE_URL: expect.stringContaining('s3cret'),
    });
  });
  it('lets the variable itself go first', () => {
    expect(loadConfig(database, { DATABASE_URL_FILE: file, DATABASE_URL: 'https://other/' })).toEqual({
      DATABASE_URL: 'https://other/',
    });
  });
  it('says that the variable is missing where the file is', () => {
    expect(() => loadConfig(database, { DATABASE_URL_FILE: join(folder, 'none') })).toThrow('DATABASE_URL is missing');
  });
  it('leaves settings that are files by themselves alone', () => {
    const both = z.object({ TOKEN: z.string().optional(), TOKEN_FILE: secretFile });
    expect(loadConfig(both, { TOKEN_FILE: file })).toEqual({ TOKEN_FILE: expect.stringContaining('s3cret') });
  });
});

describe('loadConfig', () => {
  it('reports every fault at once, with variable and fix', () => {
    expect(faultsOf({ PORT: '99999' })).toEqual([
      expect.stringMatching(/^PORT is wrong: .*Set it to: the HTTP port\.$/),
      'KAFKA_BROKERS is missing. Set it to: host:port of each broker, separated by commas.',
      'TOKEN_FILE is missing. Set it to: the path of the file with the token.',
      'ENDPOINTS is missing. Set it to: a JSON list of endpoints.',
    ]);
  });

  it('never prints a value', () => {
    const faults = faultsOf({
      PORT: 's3cret',
      KAFKA_BROKERS: 's3cret',
      TOKEN_FILE: '/s3cret',
      ENDPOINTS: '[{"nam":"s3cret"}]',
    });
    expect(faults).toHaveLength(5);
    expect(faults.join()).not.toContain('s3cret');
  });

  it('names the place inside a JSON variable', () => {
    const faults = faultsOf({ KAFKA_BROKERS: 'a:1', TOKEN_FILE: import.meta.filename, ENDPOINTS: '[{"name":1}]' });
    expect(faults).toEqual([expect.stringContaining('ENDPOINTS[0].name is wrong')]);
  });

  it('treats an empty variable as missing', () => {
    expect(faultsOf({ KAFKA_BROKERS: '', TOKEN_FILE: import.meta.filename, ENDPOINTS: '[]' })).toEqual([
      expect.stringContaining('KAFKA_BROKERS is missing'),
    ]);
  });

  it('returns frozen settings with defaults', () => {
    const config = loadConfig(schema, {
      KAFKA_BROKERS: 'a:1, b:2',
      TOKEN_FILE: import.meta.filename,
      ENDPOINTS: '[{"name":"main"}]',
    });
    expect(config).toMatchObject({ PORT: 3000, KAFKA_BROKERS: ['a:1', 'b:2'], ENDPOINTS: [{ name: 'main' }] });
    expect(Object.isFrozen(config) && Object.isFrozen(config.ENDPOINTS[0])).toBe(true);
  });
});
