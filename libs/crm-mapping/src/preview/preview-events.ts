import { correlate } from '../correlate/correlate.ts';
import type { Correlation } from '../correlate/correlate.ts';
import { foldFacts } from '../fold/fold-facts.ts';
import type { CallState } from '../fold/fold-facts.ts';
import type { SeenEvent } from '../fold/seen-event.ts';
import { presentationOf } from '../mapping-file/mapping-file.ts';
import type { MappingFile } from '../mapping-file/mapping-file.ts';
import type { Presentation } from '../mapping-file/presentation.ts';
import { callRecord } from '../present/call-record.ts';
import { withSection } from '../present/call-section.ts';
import { statusOf } from '../present/status-of.ts';
import { wantedTranscript } from '../present/transcript.ts';

/** One field as it would be written. */
export interface PreviewField {
  /** `task`, or `call <session id>`. */
  readonly record: string;
  readonly field: string;
  readonly value: string;
}

export type Preview =
  | {
      readonly connection: string;
      readonly taskId: string;
      readonly matchedBy: string;
      readonly fields: readonly PreviewField[];
    }
  | { readonly organization: string; readonly sessionId: string; readonly unmatchedReason: string };

const fieldsOfCall = (call: CallState, presentation: Presentation): PreviewField[] => {
  const { fields, ifEmpty, ...own } = callRecord(call, presentation);
  const record = `call ${call.sessionId}`;
  const nameOf = (field: string) => (Object.hasOwn(ifEmpty, field) ? `${field}, if empty` : field);
  return [
    ...Object.entries(own)
      .filter(([, value]) => value !== null)
      .map(([field, value]) => ({ record, field, value: String(value) })),
    ...Object.entries(fields).map(([field, value]) => ({ record, field: nameOf(field), value })),
    ...(wantedTranscript(call, presentation) === undefined
      ? []
      : [{ record, field: 'body, behind it', value: 'the whole transcript' }]),
  ];
};

const fieldsOf = (events: readonly SeenEvent[], presentation: Presentation): PreviewField[] => {
  const desired = foldFacts(events);
  if (!desired) return [];
  const ended = desired.calls.filter(({ final }) => final);
  const text = ended.reduce((before, call) => withSection(before, call, presentation), '');
  return [
    { record: 'task', field: 'status', value: statusOf(desired.latest, presentation) },
    ...(text === '' ? [] : [{ record: 'task', field: 'text, added to what is there', value: text }]),
    ...ended.flatMap((call) => fieldsOfCall(call, presentation)),
  ];
};

/** A session belongs to the task that any of its events tells; every event of it counts. */
const matchOf = (events: readonly SeenEvent[], file: MappingFile): Correlation & { readonly connection?: string } => {
  const policy = file.organizations.find(({ name }) => name === events[0]?.organization);
  if (!policy) return { unmatchedReason: 'the file does not name this organization', namesTask: false };
  const found = events.map(({ candidate }) => correlate(candidate, policy));
  const match = found.find((one) => 'taskId' in one) ?? found[0];
  return { ...(match ?? { unmatchedReason: 'no event', namesTask: false }), connection: policy.connection };
};

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

/**
 * What these events, and no others, would write into tasks that are open and that nobody has edited, field by field. Pure;
 * the order of the events does not matter.
 */
export const previewEvents = (events: readonly SeenEvent[], file: MappingFile): Preview[] => {
  const sessions = [...Map.groupBy(events, ({ organization, sessionId }) => keyOf(organization, sessionId)).values()];
  const matched = sessions.map((own) => ({ own, match: matchOf(own, file) }));
  const tasks = Map.groupBy(
    matched.flatMap(({ own, match }) =>
      'taskId' in match
        ? [{ own, taskId: match.taskId, matchedBy: match.matchedBy, connection: match.connection ?? '' }]
        : [],
    ),
    ({ connection, taskId }) => keyOf(connection, taskId),
  );
  return [
    ...[...tasks.values()].flatMap((calls): Preview[] =>
      calls.slice(0, 1).map(({ connection, taskId, matchedBy }) => ({
        connection,
        taskId,
        matchedBy,
        fields: fieldsOf(
          calls.flatMap(({ own }) => own),
          presentationOf(file, connection),
        ),
      })),
    ),
    ...matched.flatMap(({ own, match }): Preview[] =>
      'taskId' in match
        ? []
        : own.slice(0, 1).map(({ organization, sessionId }) => ({
            organization,
            sessionId,
            unmatchedReason: match.unmatchedReason,
          })),
    ),
  ];
};
