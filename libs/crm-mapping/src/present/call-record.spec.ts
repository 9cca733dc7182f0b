import { describe, expect, it } from '@jest/globals';
import { recordWith } from '../../test/record-with.ts';
import { presentationOf } from '../mapping-file/mapping-file.ts';
import { readMappingFile } from '../mapping-file/read-mapping-file.ts';
import { callRecord } from './call-record.ts';
import { statusOf } from './status-of.ts';

const presentationFrom = (yaml: string) => {
  const { file, faults } = readMappingFile(
    `connections: [{ name: crm, kind: hubspot, tokenFile: /t }]\norganizations: [{ name: demo, connection: crm }]\n${yaml}`,
  );
  if (!file) throw new Error(JSON.stringify(faults));
  return presentationOf(file, 'crm');
};
const call = {
  sessionId: 's',
  createdAt: '2026-01-01T00:00:00.000Z',
  outcome: 'connected' as const,
  final: true,
  records: [
    recordWith({ resolution: { classification: 'unresolved' } }),
    recordWith({ intent: 'PAY', resolution: { classification: 'RESOLVED' } }, { talkSeconds: 3 }),
    recordWith({ intent: 'OLD' }),
  ],
};

describe('callRecord', () => {
  it('takes each value from the newest revision that has it', () => {
    const yaml =
      "call: { title: { template: '{{session.id}} {{goal}}' }, fields: { intent: { path: analysis.intent }, none: { path: analysis.sentiment } } }";
    expect(callRecord(call, presentationFrom(yaml))).toMatchObject({
      title: 's met',
      talkSeconds: 3,
      startedAt: call.createdAt,
      fields: { intent: 'PAY' },
    });
    expect(callRecord(call, presentationFrom(yaml)).fields).not.toHaveProperty('none');
  });

  it('knows, for a field that is set if empty, every text that the call may have given before; leaves out what is never set', () => {
    const yaml = `call:
  fields:
    intent: { value: { path: analysis.intent }, mode: set_if_empty }
    goal: { value: { path: goal }, mode: set_if_empty }
    secret: { value: x, mode: never }
`;
    const { fields, ifEmpty } = callRecord(call, presentationFrom(yaml));
    expect(fields).toEqual({ intent: 'PAY', goal: 'met' });
    expect(ifEmpty).toEqual({ intent: ['OLD', 'PAY'], goal: ['met', 'notMet', 'unknown'] });
  });
});

describe('statusOf', () => {
  const byGoal = presentationFrom(
    'statuses: { connected: { goalUnknown: WAITING, goalNotMet: DEFERRED, goalMet: COMPLETED } }',
  );

  it.each([
    [call.records, 'COMPLETED'],
    [call.records.slice(0, 1), 'DEFERRED'],
    [[], 'WAITING'],
  ])('follows the goal that any revision knows %#', (records, status) => {
    expect(statusOf({ ...call, records }, byGoal)).toBe(status);
  });

  it('is in flight until the outcome is final', () => {
    expect(statusOf({ ...call, final: false }, byGoal)).toBe('IN_PROGRESS');
  });
});
