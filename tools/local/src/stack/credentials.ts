import { randomBytes } from 'node:crypto';
import type { Environment } from '../config.ts';

/** Where calls come from and results go: sandboxes, unless real credentials are given, each on its own. */
export interface Credentials {
  readonly agntix: {
    readonly sandbox: boolean;
    readonly baseUrl: string | undefined;
    readonly apiKey: string;
    readonly webhookSecret: string;
  };
  readonly crm: { readonly sandbox: boolean; readonly baseUrl: string | undefined; readonly token: string };
}

/** @throws Error that names the variable which is missing beside the others */
export const readCredentials = (environment: Environment): Credentials => {
  const { AGNTIX_API_KEY, AGNTIX_WEBHOOK_SECRET, AGNTIX_BASE_URL, HUBSPOT_TOKEN, HUBSPOT_BASE_URL } = environment;
  if (AGNTIX_API_KEY && !AGNTIX_WEBHOOK_SECRET)
    throw new Error(
      'AGNTIX_API_KEY is set and AGNTIX_WEBHOOK_SECRET is missing: set it to the secret of the webhook endpoint.',
    );
  return {
    agntix: AGNTIX_API_KEY
      ? {
          sandbox: false,
          baseUrl: AGNTIX_BASE_URL ?? 'https://api.agntix.ai',
          apiKey: AGNTIX_API_KEY,
          webhookSecret: AGNTIX_WEBHOOK_SECRET ?? '',
        }
      : {
          sandbox: true,
          baseUrl: undefined,
          apiKey: `pk_sandbox_${randomBytes(12).toString('hex')}`,
          webhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
        },
    crm: HUBSPOT_TOKEN
      ? { sandbox: false, baseUrl: HUBSPOT_BASE_URL ?? 'https://api.hubapi.com', token: HUBSPOT_TOKEN }
      : { sandbox: true, baseUrl: undefined, token: `sandbox-${randomBytes(12).toString('hex')}` },
  };
};

/** Nobody's phone rings because of a demo: sample calls need both sandboxes. Gives the reason where they may not run. */
export const whyNoSample = ({ agntix, crm }: Credentials): string | undefined => {
  if (!agntix.sandbox) return 'AGNTIX_API_KEY is set, and sample calls would ring real phones';
  return crm.sandbox ? undefined : 'HUBSPOT_TOKEN is set, and sample calls would write into a real CRM';
};
