import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment, wholeEnvironment } from './config.ts';
import { findServices } from './find-services.ts';
import { say } from './say.ts';
import { localFolder, workspace } from './workspace.ts';

/**
 * Runs a program with a broker and a database that are for tests only, by `TEST_KAFKA_BROKERS` and `TEST_DATABASE_URL`,
 * and gives its exit code. `KAFKA_BROKERS` and `DATABASE_URL` are not read: a test never touches a running system.
 */
export const withTestServices = async (name: string, file: string, args: readonly string[]): Promise<number> => {
  const data = join(localFolder, name);
  await rm(data, { recursive: true, force: true });
  const { broker, database } = await findServices({
    environment: readEnvironment(),
    variables: { kafka: 'TEST_KAFKA_BROKERS', database: 'TEST_DATABASE_URL' },
    ports: { kafka: 39_092, database: 35_432 },
    folders: { data, jars: join(localFolder, 'kafka') },
  });
  say(`Kafka       ${broker.brokers}: ${broker.chosen}`);
  say(`PostgreSQL  ${database.chosen}`);
  const program = spawn(file, args, {
    cwd: workspace,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...wholeEnvironment(), TEST_KAFKA_BROKERS: broker.brokers, TEST_DATABASE_URL: database.url },
  });
  const stop = () => void program.kill('SIGTERM');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const [code] = (await once(program, 'exit')) as [number | null];
  await Promise.all([broker.stop(), database.stop()]);
  return code ?? 1;
};
