import type { CallState } from '../fold/fold-facts.ts';

const SUMMARY_MAX = 2_000;

/** Cuts between code points, never inside one. */
const truncate = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** What our section of the task's text says of a call. */
export const callText = ({ outcome, talkSeconds, summary, link }: CallState): string =>
  [
    `Outcome: ${outcome.replace('_', ' ')}`,
    ...(talkSeconds === null ? [] : [`Talk time: ${Math.round(talkSeconds)} s`]),
    ...(summary === null ? [] : [`Summary: ${truncate(summary, SUMMARY_MAX)}`]),
    ...(link === null ? [] : [`Recording and transcript: ${link}`]),
  ].join('\n');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternOf = (sessionId: string): RegExp => new RegExp(`\\[call ${escaped(sessionId)}\\][\\s\\S]*?\\[/call\\]`);

/** The call's own, delimited section in a text, as it stands there. */
export const sectionIn = (text: string, sessionId: string): string | undefined => patternOf(sessionId).exec(text)?.[0];

/** Puts the call's own, delimited section into a text, or replaces it there; everything else stays as it is. */
export const withSection = (text: string, call: CallState): string => {
  const section = `[call ${call.sessionId}]\n${callText(call)}\n[/call]`;
  const own = patternOf(call.sessionId);
  if (own.test(text)) return text.replace(own, () => section);
  return text === '' ? section : `${text}\n\n${section}`;
};
