import { writtenFields } from './field.ts';
import { presentationOf } from './mapping-file.ts';
import type { MappingFile } from './mapping-file.ts';

/** What a connection's account must have for the mapping: the statuses of tasks, and the properties of call records. */
export const setupNeedsOf = (
  file: MappingFile,
  connection: string,
): { readonly statuses: readonly string[]; readonly callFields: readonly string[] } => {
  const { statuses, call } = presentationOf(file, connection);
  const all = Object.values(statuses).flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one)));
  return { statuses: [...new Set(all)], callFields: writtenFields(call.fields).map(([name]) => name) };
};
