import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@switchback/config';
import { z } from 'zod';
import { checkKafkaSecurity, kafkaEnvironment, kafkaSecurity } from './kafka-environment.ts';
import { driverSecurity } from './kafka-security.ts';
import { tokenFromEndpoint } from './oauth-token.ts';

const schema = z.object(kafkaEnvironment).superRefine(checkKafkaSecurity);
const file = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'switchback-')), 'secret');
  writeFileSync(path, text);
  return path;
};
const securityOf = (env: Record<string, string>) => driverSecurity(kafkaSecurity(loadConfig(schema, env)));

describe('the Kafka settings', () => {
  it('are plain without any', () => {
    expect(securityOf({})).toEqual({});
  });

  it('take TLS with an authority of its own, and SCRAM with the password in a file', () => {
    const env = {
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: file('authority'),
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'switchback',
      KAFKA_SASL_PASSWORD_FILE: file('pass word\n'),
    };
    expect(securityOf(env)).toEqual({
      ssl: { ca: 'authority' },
      sasl: { mechanism: 'scram-sha-512', username: 'switchback', password: 'pass word' },
    });
  });

  it('read a token file again at each login', async () => {
    const path = file('first');
    const { sasl } = securityOf({ KAFKA_SASL_MECHANISM: 'oauthbearer', KAFKA_SASL_TOKEN_FILE: path });
    const { oauthBearerProvider } = sasl as { oauthBearerProvider: () => Promise<{ value: string }> };
    expect(await oauthBearerProvider()).toEqual({ value: 'first' });
    writeFileSync(path, 'second\n');
    expect(await oauthBearerProvider()).toEqual({ value: 'second' });
  });

  it.each([
    [{ KAFKA_SASL_MECHANISM: 'plain' }, ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD_FILE']],
    [
      { KAFKA_SASL_MECHANISM: 'oauthbearer', KAFKA_SASL_CLIENT_ID: 's3cret' },
      ['KAFKA_SASL_TOKEN_URL', 'KAFKA_SASL_CLIENT_SECRET_FILE'],
    ],
    [{ KAFKA_TLS_CA_FILE: file('s3cret') }, ['KAFKA_TLS ']],
    [{ KAFKA_TLS: 'true', KAFKA_TLS_KEY_FILE: file('s3cret') }, ['KAFKA_TLS_CERT_FILE']],
  ])('name everything that is missing: %j', (env, names) => {
    const load = () => loadConfig(schema, env);
    for (const name of names) expect(load).toThrow(name);
    expect(load).not.toThrow('s3cret');
  });
});

describe('tokenFromEndpoint', () => {
  it('asks once with client credentials and keeps the token; an error does not quote the answer', async () => {
    const asked: string[] = [];
    let status = 200;
    const server = createServer((request, response) => {
      asked.push(String(request.headers.authorization));
      response.writeHead(status).end(JSON.stringify({ access_token: 's3cret', expires_in: 3_600 }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const settings = { tokenUrl, clientId: 'id', clientSecret: 'a:b' };
    const provider = tokenFromEndpoint(settings);
    expect([await provider(), await provider()]).toEqual([{ value: 's3cret' }, { value: 's3cret' }]);
    expect(asked).toEqual([`Basic ${Buffer.from('id:a%3Ab').toString('base64')}`]);
    status = 401;
    await expect(tokenFromEndpoint(settings)()).rejects.toThrow('the token endpoint answered 401');
    server.closeAllConnections();
    server.close();
  });
});
