import type { TranscriptFacts } from './transcript-spool.ts';

/** More messages, or as many with at least as much text. */
const isBetter = (fetched: TranscriptFacts, stored: TranscriptFacts): boolean =>
  fetched.messageCount !== stored.messageCount
    ? fetched.messageCount > stored.messageCount
    : fetched.sha256 !== stored.sha256 && fetched.textLength >= stored.textLength;

/** The better of the fetched and the stored transcript: nothing is lost to an answer that has less. */
export const betterTranscript = (stored: TranscriptFacts | null, fetched: TranscriptFacts): TranscriptFacts =>
  stored && !isBetter(fetched, stored) ? stored : fetched;
