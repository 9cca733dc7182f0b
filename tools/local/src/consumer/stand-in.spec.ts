import { expect, it } from '@jest/globals';
import { startStandIn } from './stand-in.ts';

it('accepts a request and tells its key and size', async () => {
  const seen: unknown[] = [];
  const standIn = await startStandIn((request) => seen.push(request));
  const { status } = await fetch(standIn.url, { method: 'POST', headers: { 'idempotency-key': 'e-1' }, body: '12345' });
  await standIn.close();
  expect(status).toBe(204);
  expect(seen).toEqual([{ idempotencyKey: 'e-1', bytes: 5 }]);
});
