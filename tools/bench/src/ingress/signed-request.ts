import { createHmac, createSecretKey, randomUUID } from 'node:crypto';
import { SECRET } from './secret.ts';

const key = createSecretKey(Buffer.from(SECRET.replace(/^whsec_/, ''), 'base64'));

/** The bytes of a signed webhook whose body has `size` bytes. */
export const signedRequest = (size: number): Buffer => {
  const start = `{"id":"${randomUUID()}","eventType":"session.created","createdAt":"2026-07-14T08:31:07.415Z","note":"`;
  const body = Buffer.from(`${start}${'x'.repeat(Math.max(0, size - start.length - 2))}"}`);
  const id = `msg_${randomUUID()}`;
  const at = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64');
  const head = [
    'POST /webhooks/agntix/main HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    `content-length: ${body.length}`,
    `svix-id: ${id}`,
    `svix-timestamp: ${at}`,
    `svix-signature: v1,${signature}`,
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
};
