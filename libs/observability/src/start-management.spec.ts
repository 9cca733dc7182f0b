import { afterEach, describe, expect, it } from '@jest/globals';
import type { Health } from './health.ts';
import { startManagement } from './start-management.ts';
import type { Management } from './start-management.ts';

let management: Management | undefined;
afterEach(async () => {
  await management?.close();
});

const statusOf = async (path: string) => (await fetch(`${management?.url ?? ''}${path}`)).status;
const start = async (health: Health) => {
  management = await startManagement({ port: 0, host: '127.0.0.1', checks: { consumer: () => health } });
};

describe('startManagement', () => {
  it.each([
    ['idle', 200, 200],
    ['paused', 200, 200],
    ['down', 200, 503],
    ['stalled', 503, 503],
  ] as const)('%s: live %d, ready %d', async (status, live, ready) => {
    await start({ status });
    expect(await statusOf('/health/live')).toBe(live);
    expect(await statusOf('/health/ready')).toBe(ready);
  });

  it('is alive but not ready once it drains', async () => {
    await start({ status: 'idle' });
    management?.drain();
    expect(await statusOf('/health/live')).toBe(200);
    expect(await statusOf('/health/ready')).toBe(503);
  });

  it('serves metrics and nothing else', async () => {
    await start({ status: 'idle' });
    expect(await statusOf('/metrics')).toBe(200);
    expect(await statusOf('/')).toBe(404);
  });
});
