import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Logger } from '@switchback/observability';
import type { Database } from '@switchback/persistence';
import { z } from 'zod';
import { eraseSession, findSessions } from '../erase/erase-sessions.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { readWaitingWork } from '../read-waiting-work.ts';
import type { Reader } from './tokens.ts';

const variable = z.strictObject({ name: z.string().min(1), value: z.string() });
// In the body and never in the path: a phone number must not reach access logs.
const erasure = z
  .strictObject({
    organization: z.string().min(1).optional(),
    sessionId: z.string().min(1).optional(),
    phoneNumber: z.string().min(1).optional(),
    variable: variable.optional(),
    dryRun: z.boolean(),
  })
  .refine((body) => [body.sessionId, body.phoneNumber, body.variable].filter((one) => one !== undefined).length === 1);

interface OperatorPorts {
  readonly prisma: PrismaClient;
  readonly pool: Database['pool'];
  readonly logger: Logger;
}
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const selectionOf = ({ sessionId, phoneNumber, variable: named }: z.output<typeof erasure>) => {
  if (sessionId !== undefined) return { sessionId };
  return phoneNumber !== undefined ? { phoneNumber } : { variable: named ?? { name: '', value: '' } };
};

/** Erases what the body selects within the reader's organizations, or only counts it. A named session gets its tombstone also when it is not known. */
const erase = async ({ prisma, logger }: OperatorPorts, reader: Reader, request: IncomingMessage): Promise<Answer> => {
  const parsed = erasure.safeParse(await json(request).catch(() => undefined));
  if (!parsed.success)
    return { status: 400, body: { error: 'give dryRun and one of sessionId, phoneNumber, variable' } };
  const { organization, sessionId, dryRun } = parsed.data;
  const mine =
    organization === undefined ? reader.organizations : reader.organizations.filter((one) => one === organization);
  const found = await findSessions(prisma, selectionOf(parsed.data), mine);
  const unseen =
    sessionId !== undefined && found.length === 0 ? mine.map((one) => ({ organization: one, sessionId })) : [];
  if (!dryRun) {
    for (const ref of [...found, ...unseen]) await eraseSession(prisma, ref, 'operator');
    logger.info({ event: 'erased', count: found.length }, 'sessions are erased');
  }
  return { status: 200, body: { dryRun, count: found.length, sessions: found } };
};

/** What only tokens of operators may do: erase sessions, and see what waits. Undefined for another path. */
export const operate = async (
  ports: OperatorPorts,
  reader: Reader,
  request: IncomingMessage,
): Promise<Answer | undefined> => {
  const what = `${request.method ?? ''} ${request.url ?? ''}`;
  if (what !== 'POST /v1/erasures' && what !== 'GET /v1/work') return undefined;
  if (!reader.operator) return { status: 403, body: { error: "an operator's token is needed" } };
  if (what === 'POST /v1/erasures') return erase(ports, reader, request);
  const work = (await readWaitingWork(ports.pool))
    .filter(({ owner }) => reader.organizations.includes(owner))
    .map(({ owner: organization, ...waiting }) => ({ organization, ...waiting }));
  return { status: 200, body: { work } };
};
