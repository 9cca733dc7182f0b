import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeFlags } from '@switchback/local/node-flags';
import { secretFile } from '@switchback/testing';
import type { Target } from './processes.ts';
import { SECRET } from './secret.ts';

const script = join(import.meta.dirname, '../../../../apps/ingress/dist/main.js');

/** ingress as it ships, with its telemetry exported; `flags` for Node besides those of every service. */
export const startIngress = async (env: Record<string, string>, flags: readonly string[] = []): Promise<Target> => {
  if (!existsSync(script)) throw new Error('ingress is not built: run `npx nx build ingress`');
  const secrets = [{ file: await secretFile(SECRET) }];
  const endpoints = JSON.stringify([{ name: 'main', organization: 'acme', secrets }]);
  const child = spawn(process.execPath, [...nodeFlags, ...flags, script], {
    env: { HOST: '127.0.0.1', PORT: '0', MANAGEMENT_PORT: '0', WEBHOOK_ENDPOINTS: endpoints, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('"event":"ready"')) continue;
    const { url } = JSON.parse(line) as { url: string };
    child.stdout.resume();
    const stop = async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    };
    return { port: Number(new URL(url).port), pid: child.pid ?? 0, stop };
  }
  throw new Error('ingress ended before it was ready');
};
