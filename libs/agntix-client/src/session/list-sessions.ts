import { codeOf } from '@switchback/failure';
import { cleanBody } from '../clean-body.ts';
import type { VendorApi } from '../http/vendor-api.ts';
import { readPath, readText } from '../read-path.ts';

export interface SessionFilter {
  /** Only sessions that began in this span. */
  readonly since: Date;
  readonly until?: Date;
  readonly agentId?: string;
  readonly customerPhoneNumber?: string;
}

export interface ListedSession {
  readonly id: string;
  readonly agentId: string | null;
  /** Upper case; open set. */
  readonly state: string | null;
  readonly createdAt: string | null;
  /** Empty in one of the vendor's two forms: correlation then needs the detail. */
  readonly metadata: unknown;
}

const PAGE_SIZE = 100;
const MAX_PAGES = 1_000;

const listed = (body: unknown): ListedSession[] => {
  const item = cleanBody(body);
  const id = readText(item, 'id');
  if (id === undefined) return [];
  return [
    {
      id,
      agentId: readText(item, 'agentId', 'agent.id') ?? null,
      state: readText(item, 'state')?.toUpperCase() ?? null,
      createdAt: readText(item, 'createdAt') ?? null,
      metadata: readPath(item, 'metadata') ?? {},
    },
  ];
};

const startOf = ({ createdAt }: ListedSession): number => Date.parse(createdAt ?? '');

/**
 * The sessions of a span of time, newest first, each once. Speaks the page's paging and, once the server answers in the
 * generated form (`meta`), that one; a server that refuses the filters is asked without them, and what it sends outside
 * of the span is dropped here.
 */
export async function* listSessions(
  api: VendorApi,
  filter: SessionFilter,
  signal: AbortSignal,
): AsyncGenerator<ListedSession> {
  const until = filter.until?.getTime() ?? Infinity;
  const { agentId, customerPhoneNumber } = filter;
  const filters = {
    agentId,
    customerPhoneNumber,
    startDate: filter.since.toISOString(),
    endDate: filter.until?.toISOString(),
  };
  let asked: Record<string, string | undefined> = filters;
  let sizeName = 'limit';
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const ask = (extra: Record<string, string | undefined>) =>
      api.send({ method: 'GET', route: 'listSessions', query: { page, [sizeName]: PAGE_SIZE, ...extra }, signal });
    const body = await ask(asked).catch((error: unknown) => {
      if (codeOf(error) !== 'VENDOR_REJECTED' || asked !== filters) throw error;
      asked = { agentId };
      return ask(asked);
    });
    if (readPath(body, 'meta') !== undefined) sizeName = 'pageSize';
    const items = Array.isArray(body) ? body : readPath(body, 'data');
    const sessions = Array.isArray(items) ? items.flatMap(listed) : [];
    const fresh = sessions.filter(({ id }) => !seen.has(id) && seen.add(id));
    yield* fresh.filter((one) => !(startOf(one) < filter.since.getTime()) && !(startOf(one) > until));
    const pages = readPath(body, 'pagination.totalPages') ?? readPath(body, 'meta.totalPages');
    const older = fresh.every((one) => startOf(one) < filter.since.getTime());
    if (fresh.length === 0 || older || (typeof pages === 'number' && page >= pages)) return;
  }
}
