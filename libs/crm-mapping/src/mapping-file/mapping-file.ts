import { z } from 'zod';
import { closedStatusesOf, connection } from './connection.ts';
import type { Connection } from './connection.ts';
import { writtenFields } from './field.ts';
import { fieldsTaken } from './http-requests.ts';
import { organization } from './organization.ts';
import { presentation } from './presentation.ts';
import type { Presentation } from './presentation.ts';
import type { Statuses } from './statuses.ts';

type Path = (string | number)[];

const duplicates = (names: readonly string[]): number[] =>
  names.flatMap((name, at) => (names.indexOf(name) === at ? [] : [at]));

/** A later revision may make the goal known or met: that must never reopen a task which the same call has closed. */
const reopens = ({ connected }: Statuses, closed: readonly string[]): boolean => {
  if (typeof connected === 'string') return false;
  const [unknown, notMet, met] = [connected.goalUnknown, connected.goalNotMet, connected.goalMet].map((status) =>
    closed.includes(status),
  );
  return (unknown === true && !(notMet === true && met === true)) || (notMet === true && met !== true);
};

/** Fields that the mapping gives and no request of the system carries. */
const lostFields = (
  { requests }: Extract<Connection, { kind: 'http' }>,
  { fields }: Presentation['call'],
): string[] => {
  const taken = fieldsTaken(requests);
  const names = writtenFields(fields).map(([name]) => name);
  return taken ? names.filter((name) => !taken.has(name)) : [];
};

/** The mapping file: who writes where, which task a call belongs to, and how the call appears there. */
export const mappingFile = z
  .strictObject({
    connections: z.array(connection).min(1),
    organizations: z.array(organization).min(1),
    ...presentation,
  })
  .superRefine(({ connections, organizations, statuses, call }, context) => {
    const fault = (path: Path, message: string) => context.addIssue({ code: 'custom', path, message });
    const names = new Set(connections.map(({ name }) => name));
    organizations.forEach((entry, at) => {
      if (!names.has(entry.connection)) fault(['organizations', at, 'connection'], 'no connection has this name');
    });
    for (const at of duplicates(connections.map(({ name }) => name)))
      fault(['connections', at, 'name'], 'another connection has this name');
    for (const at of duplicates(organizations.map(({ name }) => name)))
      fault(['organizations', at, 'name'], 'another organization has this name');
    connections.forEach((entry, at) => {
      for (const name of entry.kind === 'http' ? lostFields(entry, entry.call ?? call) : [])
        fault(
          ['connections', at, 'requests', 'putCall'],
          `call.fields.${name} is in no request: name {{fields}} or {{fields.${name}}}`,
        );
    });
    connections.forEach((entry, at) => {
      if (!reopens(entry.statuses ?? statuses, closedStatusesOf(entry))) return;
      const path = entry.statuses ? ['connections', at, 'statuses', 'connected'] : ['statuses', 'connected'];
      fault(
        path,
        'a call would reopen the task that it closed: what ends the task must not become open as more of the goal is known',
      );
    });
  });
export type MappingFile = z.output<typeof mappingFile>;

/** How the calls of a connection appear: its own parts, else the file's. */
export const presentationOf = (file: Presentation & Pick<MappingFile, 'connections'>, name: string): Presentation => {
  const own = file.connections.find((entry) => entry.name === name);
  return {
    statuses: own?.statuses ?? file.statuses,
    goal: own?.goal ?? file.goal,
    content: own?.content ?? file.content,
    call: own?.call ?? file.call,
  };
};
