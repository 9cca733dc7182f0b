import { randomUUID } from 'node:crypto';
import { Webhook } from 'svix';

export interface WebhookOptions {
  /** The endpoint's secret, `whsec_…`. */
  secret: string;
  /** Sent byte for byte when it is a Buffer, else as JSON. */
  body: unknown;
  id?: string;
  at?: Date;
}

/** A delivery as Svix sends it, signed by the svix library. */
export const signedWebhook = ({ secret, body, id = `msg_${randomUUID()}`, at = new Date() }: WebhookOptions) => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': new Webhook(secret).sign(id, at, bytes.toString('utf8')),
  };
  return { headers, body: bytes };
};
