import { describe, expect, it } from '@jest/globals';
import { parseSessionEnriched } from '@switchback/contracts';
import type { SessionEnriched } from '@switchback/contracts';
import { sampleRecord } from '@switchback/testing/conformance';
import { sendSession } from './send-session.ts';
import type { ChatNotifierPorts } from './send-session.ts';

const type = 'dev.switchback.session.enriched';
const personal = '+12025550143';
const sample = parseSessionEnriched(sampleRecord(type, { subject: 's-1', version: 1, personal }).value)!;

const scene = () => {
  const sent: { body: unknown; idempotencyKey: string }[] = [];
  const rows: unknown[] = [];
  const ports = {
    target: { post: (request: (typeof sent)[number]) => Promise.resolve(void sent.push(request)) },
    pool: {
      query: (sql: string, values: unknown[]) => {
        if (sql.startsWith('INSERT')) rows.push(values);
        return Promise.resolve({ rowCount: rows.length });
      },
    },
  } as unknown as ChatNotifierPorts;
  const handle = (eventId: string, event: SessionEnriched = sample) =>
    sendSession(ports, {
      ...{ eventId, eventType: type, organization: 'acme', subject: 's-1' },
      event,
      signal: new AbortController().signal,
    });
  return { sent, handle };
};

describe('sendSession', () => {
  it('sends one message per call, under the key of its event, that names nobody', async () => {
    const { sent, handle } = scene();
    await handle('e-1');
    await handle('e-2');
    expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['e-1']);
    expect(sent[0]?.body).toEqual({ text: 'Call s-1 was answered after 118 s of talk.' });
  });

  it('waits for an outcome that is final', async () => {
    const { sent, handle } = scene();
    await handle('e-1', { ...sample, outcome: { ...sample.outcome, value: 'unknown', final: false } });
    expect(sent).toEqual([]);
    const links = { dashboard: 'https://example.com/s-1' };
    await handle('e-2', { ...sample, links, outcome: { ...sample.outcome, value: 'no_answer' } });
    expect(sent[0]?.body).toEqual({
      text: 'Call s-1 was not answered after 118 s of talk. https://example.com/s-1',
    });
  });
});
