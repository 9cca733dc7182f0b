import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { awaitBroker } from '../src/broker/await-broker.ts';
import { planCluster } from '../src/broker/jar-broker.ts';
import { kafkaVersion } from '../src/broker/broker.ts';
import { startNode } from '../src/broker/jar-node.ts';
import type { NodePorts } from '../src/broker/jar-node.ts';
import { readEnvironment } from '../src/config.ts';
import { freePort } from '../src/free-port.ts';
import { localFolder } from '../src/workspace.ts';

export const USER = 'switchback';
export const PASSWORD = 'correct-horse';
const run = promisify(execFile);

/** PEM of an authority, and of a certificate that it gave to 127.0.0.1. */
const certificates = async (folder: string) => {
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const request = ['req', '-newkey', 'rsa:2048', '-nodes', '-keyout'];
  await openssl(...request, 'ca.key', '-x509', '-days', '2', '-subj', '/CN=test authority', '-out', 'ca.pem');
  await openssl(
    ...request,
    'broker.key',
    '-subj',
    '/CN=127.0.0.1',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-out',
    'broker.csr',
  );
  const sign = ['x509', '-req', '-in', 'broker.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  await openssl(...sign, '-days', '2', '-copy_extensions', 'copy', '-out', 'broker.pem');
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  return { ca: await read('ca.pem'), certificate: await read('broker.pem'), key: await read('broker.key') };
};

/** PEM as one value of a properties file. */
const oneLine = (pem: string): string => pem.trim().replaceAll('\n', ' \\\n ');

const modules = 'org.apache.kafka.common.security';
const logins = {
  plain: `${modules}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`,
  'scram-sha-256': `${modules}.scram.ScramLoginModule required;`,
  'scram-sha-512': `${modules}.scram.ScramLoginModule required;`,
  oauthbearer: `${modules}.oauthbearer.OAuthBearerLoginModule required;`,
};

const securedSettings = (pem: { certificate: string; key: string }, secured: number) => (ports: NodePorts) => {
  const listeners = `CLIENT://127.0.0.1:${ports.client},SECURED://127.0.0.1:${secured},CONTROLLER://127.0.0.1:${ports.controller}`;
  const ofListener = (name: string) => `listener.name.secured.${name}`;
  return {
    listeners,
    'advertised.listeners': listeners,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT,SECURED:SASL_SSL',
    [ofListener('ssl.keystore.type')]: 'PEM',
    [ofListener('ssl.keystore.certificate.chain')]: oneLine(pem.certificate),
    [ofListener('ssl.keystore.key')]: oneLine(pem.key),
    [ofListener('sasl.enabled.mechanisms')]: Object.keys(logins).join(',').toUpperCase(),
    [ofListener('oauthbearer.sasl.server.callback.handler.class')]:
      `${modules}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler`,
    ...Object.fromEntries(
      Object.entries(logins).map(([name, login]) => [ofListener(`${name}.sasl.jaas.config`), login]),
    ),
  };
};

/** A broker of its own whose secured listener speaks TLS and asks for SASL: PLAIN, SCRAM and OAUTHBEARER. */
export const startSecuredBroker = async () => {
  const data = await mkdtemp(join(tmpdir(), 'switchback-secured-'));
  const { ca, ...pem } = await certificates(data);
  const secured = await freePort(49_092);
  const plan = await planCluster(1, 49_292, {
    version: kafkaVersion(readEnvironment()),
    data,
    jars: join(localFolder, 'kafka'),
    settingsOf: securedSettings(pem, secured),
    formatWith: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${USER},password=${PASSWORD}]`,
    ]),
  });
  const node = await startNode(plan, 1);
  await awaitBroker(plan.ports.map(({ client }) => `127.0.0.1:${client}`).join(), 60_000);
  const stop = async () => {
    await node.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { brokers: [`127.0.0.1:${secured}`], ca, stop };
};
