import { loadConfig, secretFile } from '@switchback/config';
import { z } from 'zod';

const schema = z.object({
  TRANSCRIPT_URL: z.url().describe("the URL of transcript's read API (or give --url)"),
  TRANSCRIPT_TOKEN_FILE: secretFile.describe("the file with an operator's token (or give --token-file)"),
});

/** Options given on the command line stand over the environment. */
export const readTranscriptConfig = (given: { url?: string; tokenFile?: string }) =>
  loadConfig(schema, {
    ...process.env,
    ...(given.url !== undefined && { TRANSCRIPT_URL: given.url }),
    ...(given.tokenFile !== undefined && { TRANSCRIPT_TOKEN_FILE: given.tokenFile }),
  });
