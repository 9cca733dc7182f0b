import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypes, headerNames } from '@switchback/contracts';
import type { ConformanceRecord } from './harness.ts';

const golden = join(import.meta.dirname, '../../../contracts/golden');
const read = (name: string) =>
  JSON.parse(readFileSync(join(golden, `${name}.1.json`), 'utf8')) as Record<string, unknown>;

interface Of {
  readonly subject: string;
  readonly version: number;
  readonly personal: string;
}

const webhook = (name: string) => (of: Of) => ({
  ...read(name),
  id: of.subject,
  metadata: { customerPhoneNumber: of.personal, sessionVariables: { note: of.personal } },
});

/** By event type: the golden event, with the subject and what is personal put in its places. */
const bodies: Readonly<Record<string, (of: Of) => object>> = {
  [eventTypes.sessionCreated]: webhook('session-created'),
  [eventTypes.sessionEnded]: webhook('session-ended'),
  [eventTypes.sessionEnriched]: ({ subject, version, personal }) => {
    const event = read('session-enriched') as { session: object; analysis: object };
    return {
      ...event,
      sessionId: subject,
      revision: version,
      session: { ...event.session, customerPhoneNumber: personal, variables: { note: personal } },
      analysis: { ...event.analysis, summary: personal },
    };
  },
  [eventTypes.taskSynced]: ({ subject, personal }) => ({ ...read('task-synced'), taskId: subject, reason: personal }),
};

/** A valid event of the type. Its id is `<subject>/<version>`: what took effect is read back from it by {@link versionsOf}. */
export const sampleRecord = (type: string, of: Of): ConformanceRecord => {
  const body = bodies[type];
  if (!body) throw new Error(`there is no golden event of type ${type}: add one to libs/contracts/golden`);
  return {
    key: of.subject,
    value: Buffer.from(JSON.stringify(body(of))),
    headers: {
      [headerNames.id]: `${of.subject}/${of.version}`,
      [headerNames.type]: type,
      [headerNames.organization]: 'acme',
      [headerNames.subject]: of.subject,
    },
  };
};

/** Of event ids made by {@link sampleRecord}, the versions of one subject, in the order given. */
export const versionsOf = (subject: string, eventIds: readonly string[]): number[] =>
  eventIds.filter((id) => id.startsWith(`${subject}/`)).map((id) => Number(id.slice(subject.length + 1)));
