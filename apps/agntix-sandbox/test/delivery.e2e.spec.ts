import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@switchback/testing';
import { startAgntixSandbox } from '../src/start-sandbox.ts';
import type { AgntixSandbox } from '../src/start-sandbox.ts';
import type { GivenOptions } from '../src/options.ts';
import { secretOf, startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';

const SCALE = 1e-6;

describe('webhooks of the sandbox, scripted from a test', () => {
  let receiver: Receiver;
  let sandbox: AgntixSandbox;
  const start = async (options: GivenOptions = {}) => {
    const webhooks = [{ url: receiver.url, secret: receiver.secrets[0]! }];
    sandbox = await startAgntixSandbox({ webhooks, scale: SCALE, callMs: 0, seed: 11, ...options });
  };
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });
  const refuse = (count: number, status = 500) => {
    for (let n = 0; n < count; n += 1) receiver.refusals.push((response) => response.writeHead(status).end());
  };
  const idOf = (given: Parameters<AgntixSandbox['begin']>[0] = {}) => {
    const [session] = sandbox.begin({ script: { outcome: 'connected' }, ...given });
    return session!.id;
  };

  it('tries eight times on the timetable, gives up, and delivers the same id when it is replayed a day later', async () => {
    await start({ scale: 1e-5 });
    refuse(8);
    await sandbox.deliver({ id: 'a', eventType: 'session.ended' });
    const [delivery] = sandbox.deliveries();
    expect(delivery).toMatchObject({ attempts: 8, exhausted: true, delivered: false, lastStatus: 500 });
    expect(new Set(receiver.of('a').map(({ id }) => id)).size).toBe(1);
    const waits = delivery!.attemptedAt.slice(1).map((at, n) => at - delivery!.attemptedAt[n]!);
    // 10 hours last 360 ms, less a fifth, on this clock.
    expect(Math.min(waits[5]!, waits[6]!)).toBeGreaterThanOrEqual(287);
    const before = Date.now();
    expect(await sandbox.replay({ failed: true, afterDays: 1 })).toBe(1);
    expect(Date.now() - before).toBeGreaterThanOrEqual(860);
    expect(receiver.of('a')).toHaveLength(9);
    expect(sandbox.deliveries()[0]).toMatchObject({ delivered: true, exhausted: false });
  });

  it('repeats the very same bytes at once after a broken connection', async () => {
    await start();
    receiver.refusals.push((response) => response.socket?.resetAndDestroy());
    await sandbox.deliver({ id: 'a', eventType: 'session.ended' });
    const [first, second] = receiver.of('a');
    expect([second?.id, second?.signature, second?.text]).toEqual([first?.id, first?.signature, first?.text]);
  });

  it('signs with the old secret too for a day after a rotation, then with the new one alone', async () => {
    await start();
    const [old, fresh] = [receiver.secrets[0]!, secretOf('fresh')];
    const graceMs = 300 / SCALE;
    sandbox.rotate({ secret: fresh, graceMs });
    const rotatedAt = Date.now();
    await sandbox.deliver({ id: 'with-old' });
    receiver.secrets.splice(0, 1, fresh);
    await sandbox.deliver({ id: 'with-new' });
    for (const id of ['with-old', 'with-new']) expect(receiver.of(id)[0]?.signature.split(' ')).toHaveLength(2);
    await until('the old secret to end', () => Date.now() - rotatedAt > 310);
    receiver.secrets.splice(0, 1, old, fresh);
    await sandbox.deliver({ id: 'later' });
    expect(receiver.of('later')[0]?.signature.split(' ')).toHaveLength(1);
  });

  it('speaks the other header names, and puts an entry of another scheme first', async () => {
    await start({ headers: 'webhook', decoySignature: true });
    await sandbox.deliver({ id: 'a' });
    const [one] = receiver.of('a');
    expect(one?.headers['svix-id']).toBeUndefined();
    expect(one?.headers['webhook-id']).toMatch(/^msg_/);
    expect(one?.signature).toMatch(/^v1a,\S+ v1,\S+$/);
  });

  it('sends one message to two endpoints under one id, each with its own signature', async () => {
    const other = await startReceiver('other');
    const webhooks = [receiver, other].map(({ url, secrets }) => ({ url, secret: secrets[0]! }));
    await start({ webhooks });
    await sandbox.deliver({ id: 'a' });
    const [[one], [two]] = [receiver.of('a'), other.of('a')];
    expect(one?.id).toBe(two?.id);
    expect(one?.signature).not.toBe(two?.signature);
    await other.close();
  });

  it('stops at an endpoint that asks for it, or fails for five days, until it is turned on', async () => {
    await start();
    receiver.refusals.push((response) => response.writeHead(204, { 'webhook-delivery': 'disable' }).end());
    await sandbox.deliver({ id: 'a' });
    await sandbox.deliver({ id: 'b' });
    expect(receiver.of('b')).toEqual([]);
    sandbox.enable();
    expect(await sandbox.replay({ failed: true })).toBe(1);
    expect(receiver.of('b')).toHaveLength(1);
  });

  it('drops, doubles and reorders by the seed, the same way each time', async () => {
    const play = async () => {
      await start();
      sandbox.weather({ dropRate: 0.3, duplicateRate: 0.3, reorderMs: 60 });
      sandbox.begin({ count: 30, script: { outcome: 'busy' } });
      const isOver = () =>
        sandbox.deliveries().length === 60 &&
        sandbox.deliveries().every(({ delivered, dropped }) => delivered || dropped);
      await until('every message', isOver);
      const fate = sandbox.deliveries().map(({ svixId, dropped }) => `${svixId} ${dropped}`);
      await sandbox.close();
      return { fate: fate.sort(), order: receiver.received.splice(0).map(({ id }) => id) };
    };
    const [first, second] = [await play(), await play()];
    expect(first.fate).toEqual(second.fate);
    expect(first.fate.some((one) => one.endsWith('true'))).toBe(true);
    expect(first.order.length).toBeGreaterThan(new Set(first.order).size);
    const sent = sandbox.deliveries().map(({ svixId }) => svixId);
    expect(first.order.filter((id, n) => first.order.indexOf(id) === n)).not.toEqual(
      sent.filter((id) => first.order.includes(id)),
    );
  });

  it('stops without an error while it waits to send both webhooks of a call again', async () => {
    await start({ scale: 1 });
    refuse(2);
    idOf();
    await until('both refused', () => sandbox.deliveries().filter(({ attempts }) => attempts > 0).length === 2);
    await sandbox.close();
    // A rejection that nobody hears fails the test by itself, at the next turn.
    await setImmediate();
    expect(sandbox.deliveries().map(({ delivered }) => delivered)).toEqual([false, false]);
  });

  it('drops what a script says, and ends a call at its limit', async () => {
    await start();
    const id = idOf({ script: { outcome: 'connected', drop: ['created'] } });
    await until('the end', () => receiver.of(id).length === 1);
    expect(receiver.of(id)[0]?.eventType).toBe('session.ended');
    sandbox.script('long', { outcome: 'connected', callMs: 60_000 });
    const start1 = await fetch(`${sandbox.url}/api/v1/phone-numbers/9d3f6a12-47be-4c0a-8f55-1b2e60c7d934/calls/start`, {
      method: 'POST',
      headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ to_phone_number: '+12025550143', ttl: 1, session_variables: { callAttemptId: 'long' } }),
    });
    const { sessionId } = (await start1.json()) as { sessionId: string };
    await until('the cut', () => receiver.of(sessionId).length === 2);
    expect(sandbox.sessions().find((one) => one.id === sessionId)?.cutShort).toBe(true);
  });
});
