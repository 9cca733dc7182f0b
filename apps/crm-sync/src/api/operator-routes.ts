import { z } from 'zod';
import { eraseSession, findErasable } from '../erase/erase-session.ts';
import { listFailed, retryFailed } from '../operate/failed-work.ts';
import { rematchAll } from '../operate/rematch-all.ts';
import { tellTask } from '../operate/task-story.ts';
import { connectionsOf, faulty } from './route.ts';
import type { ApiPorts, Answer, Asked, Route } from './route.ts';

const text = z.string().min(1);
const selection = z.strictObject({
  connection: text.optional(),
  code: text.optional(),
  taskId: text.optional(),
  since: z.coerce.date().optional(),
  until: z.coerce.date().optional(),
});
const retry = selection.extend({ dryRun: z.boolean() });
const erasure = z.strictObject({ organization: text, sessionId: text, dryRun: z.boolean() });
const rematching = z.strictObject({
  organization: text.optional(),
  maxAgeHours: z
    .number()
    .positive()
    .default(24 * 14),
  dryRun: z.boolean(),
});

const narrowed = (api: ApiPorts, { caller }: Asked, connection: string | undefined): string[] =>
  connectionsOf(api, caller).filter((one) => connection === undefined || one === connection);

const failed = async (api: ApiPorts, asked: Asked): Promise<Answer> => {
  const { data } = selection.safeParse(Object.fromEntries(asked.url.searchParams));
  if (!data) return faulty('expected connection, code, taskId, since or until');
  const { connection, ...rest } = data;
  const effects = await listFailed(api.ports.db, { ...rest, connections: narrowed(api, asked, connection) });
  return { status: 200, body: { effects } };
};

const retries = async (api: ApiPorts, asked: Asked): Promise<Answer> => {
  const { data } = retry.safeParse(asked.body);
  if (!data) return faulty('expected dryRun and any of connection, code, taskId, since, until');
  const { connection, dryRun: isDryRun, ...rest } = data;
  const connections = narrowed(api, asked, connection);
  const effects = await retryFailed(api.ports.db, { ...rest, connections, isDryRun });
  api.wakePoller();
  return { status: 200, body: { dryRun: isDryRun, effects } };
};

const story = async (api: ApiPorts, asked: Asked): Promise<Answer> => {
  const taskId = decodeURIComponent(asked.url.pathname.split('/')[3] ?? '');
  const connections = narrowed(api, asked, asked.url.searchParams.get('connection') ?? undefined);
  const tasks = await tellTask(api.ports.db, { taskId, connections });
  return tasks.length === 0
    ? { status: 404, body: { error: 'no call of this task was seen' } }
    : { status: 200, body: { tasks } };
};

const rematches = async (api: ApiPorts, { caller, body }: Asked): Promise<Answer> => {
  const { data } = rematching.safeParse(body);
  if (!data) return faulty('expected dryRun and, where they matter, organization and maxAgeHours');
  const mine = caller.organizations.filter((one) => data.organization === undefined || one === data.organization);
  const policies = mine.flatMap((name) => api.organizations.get(name) ?? []);
  const ends = [];
  for (const policy of policies)
    ends.push(await rematchAll(api.ports, policy, { maxAgeHours: data.maxAgeHours, isDryRun: data.dryRun }));
  api.wakePoller();
  const looked = ends.reduce((sum, end) => sum + end.looked, 0);
  return { status: 200, body: { dryRun: data.dryRun, looked, matched: ends.flatMap(({ matched }) => matched) } };
};

const erasures = async (api: ApiPorts, { caller, body }: Asked): Promise<Answer> => {
  const { data } = erasure.safeParse(body);
  if (!data) return faulty('expected organization, sessionId and dryRun');
  const { organization, sessionId, dryRun } = data;
  if (!caller.organizations.includes(organization))
    return { status: 403, body: { error: 'the token is not for this organization' } };
  const session = { organization, sessionId };
  const erased = dryRun ? await findErasable(api.ports, session) : await eraseSession(api.ports, session);
  if (!dryRun) api.ports.logger.info({ event: 'erased', count: 1 }, 'a session is erased');
  return { status: 200, body: { dryRun, erased: erased ?? null } };
};

/** What only tokens of operators may do. */
export const operatorRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/failed$/, isOperators: true, answer: failed },
  { method: 'POST', path: /^\/v1\/retries$/, isOperators: true, answer: retries },
  { method: 'GET', path: /^\/v1\/tasks\/[^/]+$/, isOperators: true, answer: story },
  { method: 'POST', path: /^\/v1\/rematches$/, isOperators: true, answer: rematches },
  { method: 'POST', path: /^\/v1\/erasures$/, isOperators: true, answer: erasures },
];
