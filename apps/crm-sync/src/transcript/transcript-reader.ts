import { Failure } from '@switchback/failure';

interface TranscriptSource {
  readonly TRANSCRIPT_URL?: string | undefined;
  readonly TRANSCRIPT_TOKEN_FILE?: string | undefined;
}

/** Longer than any CRM takes; what is beyond is not read. */
const MOST_BYTES = 1_048_576;
const TIMEOUT_MS = 10_000;

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    length += chunk.length;
    if (length > MOST_BYTES) break;
  }
  return text;
};

/**
 * Reads the text of a session's transcript from the transcript service; undefined for one that it does not know any more.
 * @throws Failure TRANSCRIPT_UNAVAILABLE for everything else
 */
export const transcriptReader = ({ TRANSCRIPT_URL: url, TRANSCRIPT_TOKEN_FILE: token = '' }: TranscriptSource) => {
  const headers = { accept: 'text/plain', authorization: `Bearer ${token}` };
  return async (sessionId: string): Promise<string | undefined> => {
    if (url === undefined) throw new Failure('TRANSCRIPT_UNAVAILABLE', { detail: 'TRANSCRIPT_URL is not set' });
    const path = new URL(`/v1/sessions/${encodeURIComponent(sessionId)}/transcript`, url);
    try {
      const response = await fetch(path, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok && response.body) return await textOf(response.body);
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      throw new Failure('TRANSCRIPT_UNAVAILABLE', { detail: `the transcript service answered ${response.status}` });
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure('TRANSCRIPT_UNAVAILABLE', { cause: error });
    }
  };
};
