import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTypes, headerNames, topics } from '@switchback/contracts';
import { KafkaProducer } from '@switchback/kafka';
import { freshTopics, until } from '@switchback/testing';
import { sampleRecord } from '@switchback/testing/conformance';
import { localFolder, workspace } from '../src/workspace.ts';

const example = join(workspace, 'examples/python');
const venv = join(localFolder, 'python-example');
const run = promisify(execFile);

/** The reason why Python cannot be used here, if there is one. */
const whyNoPython = async (): Promise<string | undefined> => {
  const install = ['-m', 'pip', 'install', '--quiet', '--retries', '1', '-r', join(example, 'requirements.txt')];
  try {
    await run('python3', ['-m', 'venv', venv], { timeout: 60_000 });
    await run(join(venv, 'bin/python'), install, { timeout: 60_000 });
    return undefined;
  } catch (error) {
    const { code, stderr, message } = error as { code?: string; stderr?: string; message: string };
    return code === 'ENOENT' ? 'there is no python3' : (stderr ?? message).trim().split('\n').at(-1);
  }
};

const why = await whyNoPython();
if (why !== undefined) process.stderr.write(`!! examples/python is NOT run: ${why}\n`);

(why === undefined ? describe : describe.skip)('the reader in Python', () => {
  let world: Awaited<ReturnType<typeof freshTopics>>;
  let producer: KafkaProducer;
  let reader: ChildProcess | undefined;
  beforeAll(async () => {
    world = await freshTopics();
    producer = new KafkaProducer(world.kafka);
    await producer.start();
  });
  afterAll(async () => {
    if (reader?.exitCode === null) {
      reader.kill('SIGKILL');
      await once(reader, 'exit');
    }
    await producer.stop();
  });

  it('sees each revision of a call once, in order, and passes replays for others over', async () => {
    const send = async (version: number, more: Record<string, string> = {}) => {
      const made = sampleRecord(eventTypes.sessionEnriched, { subject: 's-1', version, personal: 'x' });
      const { name: topic } = topics.sessionEnriched;
      const common = { [headerNames.specVersion]: '1.0', [headerNames.source]: 'test' };
      await producer.publish({ topic, ...made, headers: { ...made.headers, ...common, ...more } });
    };
    for (const version of [1, 2, 1, 2]) await send(version);
    await send(3, { [headerNames.replayGroup]: 'somebody-else' });
    await send(4, { [headerNames.type]: 'dev.switchback.later' });
    await send(5);
    const lines: unknown[] = [];
    let said = '';
    const env = { ...process.env, KAFKA_BROKERS: world.brokers, TOPIC_PREFIX: world.prefix };
    reader = spawn(join(venv, 'bin/python'), [join(example, 'read_enriched.py')], { env });
    createInterface({ input: reader.stdout! }).on('line', (line) => lines.push(JSON.parse(line)));
    reader.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('the last revision', () => {
      if (reader?.exitCode !== null) throw new Error(`the reader ended: ${said}`);
      return lines.length >= 3;
    });
    const outcome = expect.any(String);
    expect(lines).toEqual([1, 2, 5].map((revision) => ({ session: 's-1', revision, outcome })));
  });
});
