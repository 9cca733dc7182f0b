import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import { freshTopics, secretFile, startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { mutate, mutations, seeded } from './mutate-request.ts';
import type { Mutated } from './mutate-request.ts';
import { sendRaw } from './raw-sender.ts';

const SECRET = `whsec_${Buffer.from('ingress-fuzz-secret').toString('base64')}`;
/** Repeat a failing run with INGRESS_FUZZ_SEED. */
const SEED = Number(process.env.INGRESS_FUZZ_SEED ?? 20_260_714);
const REQUESTS = Number(process.env.INGRESS_FUZZ_REQUESTS ?? 10_000);
const AT_ONCE = 32;

describe('ingress under mutated requests', () => {
  let app: RunningApp;
  let kafka: Awaited<ReturnType<typeof freshTopics>>['kafka'];
  const run = randomUUID();

  beforeAll(async () => {
    const fresh = await freshTopics();
    kafka = fresh.kafka;
    app = await startApp('ingress', {
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      WEBHOOK_ENDPOINTS: JSON.stringify([
        { name: 'main', organization: 'acme', secrets: [{ file: await secretFile(SECRET) }] },
      ]),
    });
  });
  afterAll(() => app.kill());

  const loopBlocked = async (): Promise<number> => {
    const text = await (await fetch(`${app.managementUrl}/metrics`)).text();
    return Number(/^switchback_ingress_loop_blocked_max\S* (\S+)/m.exec(text)?.[1]);
  };

  it(`survives ${REQUESTS} of them, stores exactly what is signed, and is never blocked`, async () => {
    const random = seeded(SEED);
    const kinds = Object.keys(mutations);
    const sent: (Mutated & { status: number | undefined })[] = [];
    const port = Number(new URL(app.url).port);
    const worker = async () => {
      for (;;) {
        const at = sent.length;
        if (at >= REQUESTS) return;
        const one = mutate(kinds[at % kinds.length] ?? 'none', SECRET, { random, marker: `${run}-${at}` });
        const entry = { ...one, status: undefined as number | undefined };
        sent.push(entry);
        entry.status = (await sendRaw(port, one.parts, { then: one.then })).status;
      }
    };
    // What starting up and compiling cost is not the requests' doing.
    await loopBlocked();
    await Promise.all(Array.from({ length: AT_ONCE }, worker));

    expect(sent.filter(({ status = 0 }) => status >= 500 && status !== 503)).toEqual([]);
    expect(
      sent.filter(({ honest, status }) => honest !== (status === 204)).map(({ kind, status }) => [kind, status]),
    ).toEqual([]);
    const stored = (
      await Promise.all([topics.sessionEvents, topics.webhookQuarantine].map(({ name }) => readTopic(kafka, name)))
    ).flat();
    const markers = new Set(sent.filter(({ honest }) => honest).map(({ marker }) => marker));
    expect(new Set(stored.map(({ key }) => key))).toEqual(markers);
    expect(app.logs().join('\n')).not.toContain(run);
    expect(await loopBlocked()).toBeLessThan(0.05);
    expect((await fetch(`${app.managementUrl}/health/ready`)).status).toBe(200);
  }, 600_000);
});
