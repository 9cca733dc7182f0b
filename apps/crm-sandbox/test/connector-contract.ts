import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnswerFacts, CallRecord, CrmConnector, Gate, SetupNeeds } from '@switchback/crm';
import { codeOf } from '@switchback/failure';
import { startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

const TOKEN = 't';
const json = { 'content-type': 'application/json' };

export interface MadeTask {
  readonly id: string;
  readonly contactId: string;
}
export interface SeenCall {
  readonly id: string;
  readonly key: string;
  /** What the record shows as its text. */
  readonly body: string;
  readonly contactIds: readonly string[];
}

export interface ContractPlace {
  readonly baseUrl: string;
  readonly token: string;
  readonly gate?: Gate;
}

/** What the contract needs of one kind of CRM, beside its connector. */
export interface ContractSubject {
  /** The kind's words for an open, a locked and a status that is none. */
  readonly statuses: { readonly open: string; readonly inFlight: string; readonly unknown: string };
  readonly needs: SetupNeeds;
  /** The name of the property that holds a record's text. */
  readonly bodyField: string;
  open(place: ContractPlace): CrmConnector;
  /** An open task with the text `Mine.` and one contact, as a person makes it. */
  makeTask(url: string, token: string): Promise<MadeTask>;
  readCalls(url: string): Promise<readonly SeenCall[]>;
}

export const postJson = async <T>(url: string, token: string, body: unknown): Promise<T> => {
  const headers = { ...json, authorization: `Bearer ${token}` };
  return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
};
export const getJson = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

const record = (body: string): CallRecord => ({
  ...{ title: 'AI call', body, direction: 'OUTBOUND', startedAt: '2026-01-01T00:00:00Z', talkSeconds: 3 },
  outcome: 'connected',
});

/** Ends with the code of the failure, or with `done`. */
const endOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    return codeOf(error);
  }
};

/** What every connector promises, tried against the double of its CRM. */
export const connectorContract = (kind: string, subject: ContractSubject): void => {
  describe(`the connector of ${kind}`, () => {
    let app: RunningApp;
    let crm: CrmConnector;
    beforeAll(async () => {
      app = await startApp('crm-sandbox', { TOKEN });
      crm = subject.open({ baseUrl: app.url, token: TOKEN });
      await crm.provision(subject.needs);
    });
    afterAll(async () => {
      await crm.close();
      await app.kill();
    });

    const newTask = () => subject.makeTask(app.url, TOKEN);
    const callsOf = async (key: string) => (await subject.readCalls(app.url)).filter((call) => call.key === key);
    const control = (path: string, method: string, body?: unknown) =>
      fetch(`${app.url}/_sandbox/${path}`, {
        method,
        ...(body !== undefined && { headers: json, body: JSON.stringify(body) }),
      });
    const withFault = async (kinds: string[], work: () => Promise<unknown>): Promise<string> => {
      await control('faults', 'PUT', { seed: 1, rate: 1, kinds });
      const end = await endOf(work);
      await control('faults', 'DELETE');
      return end;
    };

    it('reads a task with text and contacts, and null for one that is not there', async () => {
      const { id, contactId } = await newTask();
      expect(await crm.readTask(id)).toEqual({ status: subject.statuses.open, body: 'Mine.', contactIds: [contactId] });
      expect(await crm.readTask('404404')).toBeNull();
    });

    it('writes only what a patch names, and gives what is shown then', async () => {
      const { id } = await newTask();
      const status = subject.statuses.inFlight;
      expect(await crm.writeTask(id, { status }, randomUUID())).toMatchObject({ status });
      expect(await crm.readTask(id)).toMatchObject({ status, body: 'Mine.' });
      await crm.writeTask(id, { body: 'Mine. "Ünïcode" {{body}}' }, randomUUID());
      expect(await crm.readTask(id)).toMatchObject({ status, body: 'Mine. "Ünïcode" {{body}}' });
    });

    it('has one record per call, however often and under whatever key of a write it is put', async () => {
      const key = randomUUID();
      expect(await crm.findCall(key, [])).toBeNull();
      const ids = [];
      const once = randomUUID();
      for (const [body, write] of [['a', once] as const, ['a', once] as const, ['b', randomUUID()] as const])
        ids.push(await crm.putCall(key, record(body), write));
      const { bodyField } = subject;
      const found = await crm.findCall(key, [bodyField, 'nothing']);
      expect(found?.fields).toEqual({ [bodyField]: 'b' });
      ids.push(found?.id);
      expect(new Set(ids).size).toBe(1);
      expect(await callsOf(key)).toEqual([expect.objectContaining({ id: ids[0], body: 'b' })]);
    });

    it('puts many calls at once, each its own record', async () => {
      const keys = Array.from({ length: 30 }, () => randomUUID());
      const ids = await Promise.all(keys.map((key) => crm.putCall(key, record(key), randomUUID())));
      expect(new Set(ids).size).toBe(keys.length);
      const seen = await subject.readCalls(app.url);
      for (const [at, key] of keys.entries())
        expect(seen.filter((call) => call.key === key)).toEqual([expect.objectContaining({ id: ids[at], body: key })]);
    });

    it('refuses only the call that the CRM refuses, not those beside it', async () => {
      const [good, bad] = [randomUUID(), randomUUID()];
      await control('faults', 'PUT', { seed: 1, rate: 0, refusing: [bad] });
      const ends = await Promise.all(
        [good, bad].map((key) => endOf(() => crm.putCall(key, record('x'), randomUUID()))),
      );
      await control('faults', 'DELETE');
      expect(ends).toEqual(['done', 'CRM_REJECTED']);
    });

    it('links a call to a contact, and again changes nothing', async () => {
      const [{ contactId }, key] = [await newTask(), randomUUID()];
      const id = await crm.putCall(key, record('x'), randomUUID());
      await crm.linkCall(id, contactId, randomUUID());
      await crm.linkCall(id, contactId, randomUUID());
      expect(await callsOf(key)).toEqual([expect.objectContaining({ contactIds: [contactId] })]);
    });

    it.each(['reset-before', 'reset-after', 'error-before', 'error-after'])(
      'does not claim to know the end of a write after %s, and doubles nothing by writing again',
      async (fault) => {
        const [{ id }, key] = [await newTask(), randomUUID()];
        const status = subject.statuses.inFlight;
        expect(await withFault([fault], () => crm.putCall(key, record('a'), randomUUID()))).toBe('CRM_UNCERTAIN');
        expect(await withFault([fault], () => crm.writeTask(id, { status }, randomUUID()))).toBe('CRM_UNCERTAIN');
        await crm.putCall(key, record('a'), randomUUID());
        await crm.writeTask(id, { status }, randomUUID());
        expect(await callsOf(key)).toHaveLength(1);
        expect(await crm.readTask(id)).toMatchObject({ status, body: 'Mine.' });
      },
    );

    it('tells a write of a missing task, a refused value and a refused token apart', async () => {
      const { id } = await newTask();
      const stranger = subject.open({ baseUrl: app.url, token: 'wrong' });
      const { inFlight, unknown } = subject.statuses;
      expect([
        await endOf(() => crm.writeTask('404404', { status: inFlight }, randomUUID())),
        await endOf(() => crm.writeTask(id, { status: unknown }, randomUUID())),
        await endOf(() => stranger.readTask(id)),
        await endOf(() => stranger.putCall(randomUUID(), record('x'), randomUUID())),
      ]).toEqual(['CRM_RECORD_GONE', 'CRM_REJECTED', 'CRM_AUTH', 'CRM_AUTH']);
      await stranger.close();
    });

    it.each(['..', '.', ''])('takes the id %j for that of nothing, and asks nobody', async (id) => {
      const before = await getJson<{ allowed: number }>(`${app.url}/_sandbox/limits`);
      expect(await crm.readTask(id)).toBeNull();
      expect(await endOf(() => crm.writeTask(id, { status: subject.statuses.open }, randomUUID()))).toBe(
        'CRM_RECORD_GONE',
      );
      const after = await getJson<{ allowed: number }>(`${app.url}/_sandbox/limits`);
      expect(after.allowed).toBe(before.allowed);
    });

    it('finds the account as it must be, also after preparing it again', async () => {
      expect(await crm.provision(subject.needs)).toEqual([]);
      expect((await crm.check(subject.needs)).filter(({ ok }) => !ok)).toEqual([]);
      const stranger = subject.open({ baseUrl: app.url, token: 'wrong' });
      expect((await stranger.check(subject.needs)).some(({ ok }) => !ok)).toBe(true);
      await stranger.close();
    });

    it('tells the gate of every answer, with what the CRM says of its limit', async () => {
      const observed: AnswerFacts[] = [];
      const gate = {
        admit: () => Promise.resolve(),
        observe: (facts: AnswerFacts) => {
          observed.push(facts);
          return undefined;
        },
      };
      const gated = subject.open({ baseUrl: app.url, token: TOKEN, gate });
      // More than one request was made in these ten seconds.
      await control('limits', 'PUT', { perTenSeconds: 1 });
      expect(await endOf(() => gated.readTask('404404'))).toBe('CRM_RATE_LIMITED');
      await control('limits', 'PUT', {});
      expect(observed).toEqual([{ code: 'CRM_RATE_LIMITED', window: { requests: 1, perMs: 10_000 } }]);
      await gated.close();
    });

    it('says of a CRM that is away that nothing was sent', async () => {
      const away = subject.open({ baseUrl: 'http://127.0.0.1:9', token: TOKEN });
      expect(await endOf(() => away.putCall(randomUUID(), record('x'), randomUUID()))).toBe('CRM_UNAVAILABLE');
      await away.close();
    });
  });
};
