import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { Webhook } from 'svix';

export interface Received {
  readonly id: string;
  readonly signature: string;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  readonly sessionId: string | null;
  readonly eventType: string | null;
}

/** A consumer that keeps what it is sent, after the svix library has accepted it by one of its secrets. */
export interface Receiver {
  readonly url: string;
  /** The secrets it accepts. */
  readonly secrets: string[];
  readonly received: Received[];
  /** What refuses the next deliveries, one each; afterwards all are taken. */
  readonly refusals: ((response: ServerResponse) => void)[];
  of(sessionId: string): Received[];
  close(): Promise<void>;
}

const verified = (secrets: readonly string[], text: string, headers: Record<string, string>): boolean =>
  secrets.some((secret) => {
    try {
      new Webhook(secret).verify(text, headers);
      return true;
    } catch {
      return false;
    }
  });

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;

const read = (text: string): { id?: string; eventType?: string } => {
  try {
    return JSON.parse(text) as { id?: string; eventType?: string };
  } catch {
    return {};
  }
};

export const startReceiver = async (secret = 'sandbox-receiver'): Promise<Receiver> => {
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const header = (name: string) => String(request.headers[`svix-${name}`] ?? request.headers[`webhook-${name}`]);
      if (!verified(receiver.secrets, text, request.headers as Record<string, string>))
        return response.writeHead(401).end();
      const { id = null, eventType = null } = read(text);
      const { headers } = request;
      receiver.received.push({
        id: header('id'),
        signature: header('signature'),
        text,
        headers,
        sessionId: id,
        eventType,
      });
      const refuse = receiver.refusals.shift();
      return refuse ? refuse(response) : response.writeHead(204).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secrets: [secretOf(secret)],
    received: [],
    refusals: [],
    of: (sessionId) => receiver.received.filter((one) => one.sessionId === sessionId),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
};

export { secretOf };
