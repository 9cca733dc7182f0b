import type { OutcomeValue } from '@switchback/contracts';
import { evaluate } from '../directives/evaluate.ts';
import type { Value } from '../directives/value.ts';
import type { CallState } from '../fold/fold-facts.ts';
import { writtenFields } from '../mapping-file/field.ts';
import type { Presentation } from '../mapping-file/presentation.ts';
import { callText } from './call-section.ts';
import { callViews } from './call-view.ts';
import type { Goal } from './call-view.ts';
import { newest } from './newest.ts';

/** A call as its record in the CRM should show it. */
export interface PresentedCall {
  readonly title: string;
  readonly body: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  /** RFC 3339. */
  readonly startedAt: string;
  readonly talkSeconds: number | null;
  readonly outcome: OutcomeValue;
  /** Further properties by their names in the CRM. */
  readonly fields: Readonly<Record<string, string>>;
  /** Of those, the ones that are written only where nothing stands, or one of these values, which are ours. */
  readonly ifEmpty: Readonly<Record<string, readonly string[]>>;
}

/** By the newest revision that gives something: an empty analysis never takes a known value away. */
const textOf = (value: Value, views: readonly unknown[]): string | undefined =>
  views.map((view) => evaluate(value, view)).find((text) => text !== undefined && text !== '');

const goals: readonly Goal[] = ['met', 'notMet', 'unknown'];

/**
 * Every text that a value may have given for the call so far, whatever of it was known then: each comes from one revision,
 * read with what was known of the goal.
 */
const earlierTexts = (value: Value, views: ReturnType<typeof callViews>): string[] => {
  const texts = views.flatMap((view) => goals.map((goal) => evaluate(value, { ...view, goal })));
  return [...new Set(texts.filter((text): text is string => text !== undefined && text !== ''))].sort();
};

export const callRecord = (call: CallState, presentation: Presentation): PresentedCall => {
  const views = callViews(call, presentation.goal);
  const { title, fields } = presentation.call;
  const written = writtenFields(fields);
  return {
    title: textOf(title, views) ?? 'AI call',
    body: callText(call, presentation),
    direction: newest(call, ({ session }) => session.direction)?.toUpperCase() === 'INBOUND' ? 'INBOUND' : 'OUTBOUND',
    startedAt: call.createdAt ?? new Date(0).toISOString(),
    talkSeconds: newest(call, ({ timing }) => timing.talkSeconds),
    outcome: call.outcome,
    fields: Object.fromEntries(
      written.flatMap(([name, { value }]) => {
        const text = textOf(value, views);
        return text === undefined ? [] : [[name, text] as const];
      }),
    ),
    ifEmpty: Object.fromEntries(
      written.flatMap(([name, { value, mode }]) =>
        mode === 'set_if_empty' ? [[name, earlierTexts(value, views)] as const] : [],
      ),
    ),
  };
};
