import { describe, expect, it } from '@jest/globals';
import { parseSessionEnriched } from '@switchback/contracts';
import { sampleRecord } from '@switchback/testing/conformance';
import { storeSession } from './store-session.ts';
import type { WarehouseSinkPorts } from './store-session.ts';

describe('storeSession', () => {
  it('writes what the warehouse counts, and nothing that a person said', async () => {
    const written: unknown[][] = [];
    const pool = { query: (_: string, values: unknown[]) => Promise.resolve(void written.push(values)) };
    const type = 'dev.switchback.session.enriched';
    const event = parseSessionEnriched(sampleRecord(type, { subject: 's-1', version: 3, personal: '+1202' }).value)!;
    const envelope = { eventId: 's-1/3', eventType: type, organization: 'acme', subject: 's-1' };
    await storeSession({ pool } as unknown as WarehouseSinkPorts, { ...envelope, event });
    expect(written[0]).toEqual([
      ...['acme', 's-1', 3, 'connected', true, 'customer-spoke'],
      ...['0f6f8e8a-2d1c-4f0e-9d0b-6a1f2b3c4d5e', 'OUTBOUND'],
      ...['2026-07-14T08:31:07.415Z', '2026-07-14T08:33:10.002Z', 118, 14],
    ]);
    expect(JSON.stringify(written)).not.toContain('+1202');
  });
});
