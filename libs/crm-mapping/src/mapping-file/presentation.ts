import { z } from 'zod';
import { value } from '../directives/value.ts';
import { field } from './field.ts';
import { goal } from './goal.ts';
import { statuses } from './statuses.ts';

/** What of a call is put into the CRM's texts. */
const content = z.strictObject({
  summary: z.boolean().default(true),
  /** The link to the vendor's dashboard, where recording and transcript are. */
  link: z.boolean().default(true),
  /** The whole transcript, in the record of the call; cut where the CRM takes no more. */
  transcript: z.boolean().default(false),
});

/** The record of the call in the CRM. It is ours alone, so what the mapping gives is set unless a field says otherwise. */
const call = z.strictObject({
  title: value.default({ template: 'AI call: {{outcome.label}}' }),
  /** Further properties by their names in the CRM. A value that is not there leaves its property as it is. */
  fields: z.record(z.string().min(1), field).default({}),
});

const parts = { statuses, goal, content, call };

/** How the calls of a connection appear in its CRM. */
export const presentation = {
  statuses: parts.statuses.prefault({}),
  goal: parts.goal.prefault({}),
  content: parts.content.prefault({}),
  call: parts.call.prefault({}),
};
export const presentationOverrides = {
  statuses: parts.statuses.optional(),
  goal: parts.goal.optional(),
  content: parts.content.optional(),
  call: parts.call.optional(),
};

export interface Presentation {
  readonly statuses: z.output<typeof statuses>;
  readonly goal: z.output<typeof goal>;
  readonly content: z.output<typeof content>;
  readonly call: z.output<typeof call>;
}
