import { truncated } from '../directives/truncated.ts';
import type { CallState } from '../fold/fold-facts.ts';
import type { Presentation } from '../mapping-file/presentation.ts';
import { newest } from './newest.ts';

const CUT = '\n(cut here: the CRM takes no more)';

/** The transcript that the mapping puts into the CRM, by its hash; undefined where there is none, or none is wanted. */
export const wantedTranscript = (call: CallState, { content }: Pick<Presentation, 'content'>): string | undefined => {
  const transcript = content.transcript ? newest(call, (record) => record.transcript) : null;
  return transcript !== null && transcript.messageCount > 0 ? transcript.sha256 : undefined;
};

/** A call's text with its whole transcript behind it, at most `max` characters; what is cut is the transcript's end. */
export const withTranscript = (body: string, transcript: string, max: number): string => {
  const text = `${body}\n\nTranscript:\n${transcript}`;
  return text.length <= max ? text : `${truncated(text, Math.max(1, max - CUT.length))}${CUT}`.slice(0, max);
};
