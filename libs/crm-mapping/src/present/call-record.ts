import type { OutcomeValue } from '@switchback/contracts';
import { evaluate } from '../directives/evaluate.ts';
import type { Value } from '../directives/value.ts';
import type { CallState } from '../fold/fold-facts.ts';
import type { Presentation } from '../mapping-file/presentation.ts';
import { callText } from './call-section.ts';
import { callViews } from './call-view.ts';
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
}

/** By the newest revision that gives something: an empty analysis never takes a known value away. */
const textOf = (value: Value, views: readonly unknown[]): string | undefined =>
  views.map((view) => evaluate(value, view)).find((text) => text !== undefined && text !== '');

export const callRecord = (call: CallState, presentation: Presentation): PresentedCall => {
  const views = callViews(call, presentation.goal);
  const { title, fields } = presentation.call;
  return {
    title: textOf(title, views) ?? 'AI call',
    body: callText(call, presentation),
    direction: newest(call, ({ session }) => session.direction)?.toUpperCase() === 'INBOUND' ? 'INBOUND' : 'OUTBOUND',
    startedAt: call.createdAt ?? new Date(0).toISOString(),
    talkSeconds: newest(call, ({ timing }) => timing.talkSeconds),
    outcome: call.outcome,
    fields: Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => {
        const text = textOf(value, views);
        return text === undefined ? [] : [[name, text] as const];
      }),
    ),
  };
};
