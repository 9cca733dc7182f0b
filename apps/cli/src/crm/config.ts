import { loadConfig, secretFile } from '@switchback/config';
import { z } from 'zod';

const schema = z.object({
  CRM_SYNC_URL: z.url().describe("the URL of crm-sync's API (or give --url)"),
  CRM_SYNC_TOKEN_FILE: secretFile.describe("the file with an operator's token (or give --token-file)"),
});

/** Options given on the command line stand over the environment. */
export const readCrmSyncConfig = (given: { url?: string; tokenFile?: string }) =>
  loadConfig(schema, {
    ...process.env,
    ...(given.url !== undefined && { CRM_SYNC_URL: given.url }),
    ...(given.tokenFile !== undefined && { CRM_SYNC_TOKEN_FILE: given.tokenFile }),
  });
