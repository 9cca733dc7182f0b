import { describe, expect, it } from '@jest/globals';
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
