import { Failure } from '@switchback/failure';
import { createTranscriptClient } from '@switchback/transcript-client';

interface TranscriptSettings {
  readonly TRANSCRIPT_URL?: string | undefined;
  readonly TRANSCRIPT_TOKEN_FILE?: string | undefined;
}

/** Longer than any CRM takes; what is beyond is not read. */
const MOST_BYTES = 1_048_576;
const TIMEOUT_MS = 10_000;

/**
 * Reads the text of a session's transcript from the transcript service; undefined for one that it does not know any more.
 * @throws Failure TRANSCRIPT_UNAVAILABLE for everything else
 */
export const transcriptSource = ({ TRANSCRIPT_URL: url, TRANSCRIPT_TOKEN_FILE: token = '' }: TranscriptSettings) => {
  const client = url === undefined ? undefined : createTranscriptClient({ url, token, timeoutMs: TIMEOUT_MS });
  return async (sessionId: string): Promise<string | undefined> => {
    if (!client) throw new Failure('TRANSCRIPT_UNAVAILABLE', { detail: 'TRANSCRIPT_URL is not set' });
    try {
      return await client.getText(sessionId, MOST_BYTES);
    } catch (error) {
      throw new Failure('TRANSCRIPT_UNAVAILABLE', { cause: error });
    }
  };
};
