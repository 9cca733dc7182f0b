import { truncated } from '../directives/truncated.ts';
import type { CallState } from '../fold/fold-facts.ts';
import type { Presentation } from '../mapping-file/presentation.ts';
import { newest } from './newest.ts';

const SUMMARY_MAX = 2_000;

/** What the CRM's texts say of a call. */
export const callText = (call: CallState, { content }: Pick<Presentation, 'content'>): string => {
  const talkSeconds = newest(call, ({ timing }) => timing.talkSeconds);
  const summary = content.summary ? newest(call, ({ analysis }) => analysis.summary) : null;
  const link = content.link ? newest(call, ({ links }) => links.dashboard) : null;
  return [
    `Outcome: ${call.outcome.replace('_', ' ')}`,
    ...(talkSeconds === null ? [] : [`Talk time: ${Math.round(talkSeconds)} s`]),
    ...(summary === null ? [] : [`Summary: ${truncated(summary, SUMMARY_MAX)}`]),
    ...(link === null ? [] : [`Recording and transcript: ${link}`]),
  ].join('\n');
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternOf = (sessionId: string): RegExp => new RegExp(`\\[call ${escaped(sessionId)}\\][\\s\\S]*?\\[/call\\]`);

/** The call's own, delimited section in a text, as it stands there. */
export const sectionIn = (text: string, sessionId: string): string | undefined => patternOf(sessionId).exec(text)?.[0];

/** Puts the call's own, delimited section into a text, or replaces it there; everything else stays as it is. */
export const withSection = (text: string, call: CallState, presentation: Pick<Presentation, 'content'>): string => {
  const section = `[call ${call.sessionId}]\n${callText(call, presentation)}\n[/call]`;
  const own = patternOf(call.sessionId);
  if (own.test(text)) return text.replace(own, () => section);
  return text === '' ? section : `${text}\n\n${section}`;
};
