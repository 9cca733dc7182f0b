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

type Query = Readonly<Record<string, string | number | undefined>>;

/** How a list may be asked for, best first: in the form of the page or the generated one, with all filters or the common one. */
const waysOf = ({ since, until, agentId, customerPhoneNumber }: SessionFilter): Query[] => {
  const all = { agentId, customerPhoneNumber, startDate: since.toISOString(), endDate: until?.toISOString() };
  return [
    { limit: PAGE_SIZE, ...all },
    { pageSize: PAGE_SIZE, ...all },
    { limit: PAGE_SIZE, agentId },
    { pageSize: PAGE_SIZE, agentId },
  ];
};

/** Asks for pages; a server that refuses a way is asked in the next one, for this page and those that follow. */
const pageReader = (api: VendorApi, filter: SessionFilter, signal: AbortSignal) => {
  const ways = waysOf(filter);
  const read = async (page: number): Promise<unknown> => {
    try {
      return await api.send({ method: 'GET', route: 'listSessions', query: { page, ...ways[0] }, signal });
    } catch (error) {
      if (codeOf(error) !== 'VENDOR_REJECTED' || ways.length === 1) throw error;
      ways.shift();
      return read(page);
    }
  };
  return {
    read,
    /** The server has answered in the generated form, of which `limit` is no word. Whether that is news. */
    useGenerated: (): boolean => {
      const isNews = ways[0] !== undefined && 'limit' in ways[0];
      if (isNews) ways.shift();
      return isNews;
    },
  };
};

/**
 * The sessions of a span of time, newest first, each once. Speaks the page's paging and, once the server answers in the
 * generated form (`meta`), that one; a server that refuses parameters is asked with others or without, and what it sends
 * outside of the span is dropped here.
 */
export async function* listSessions(
  api: VendorApi,
  filter: SessionFilter,
  signal: AbortSignal,
): AsyncGenerator<ListedSession> {
  const until = filter.until?.getTime() ?? Infinity;
  const pages = pageReader(api, filter, signal);
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const body = await pages.read(page);
    // Its first page had a size of its own: with ours the second would leave out what lies between.
    if (readPath(body, 'meta') !== undefined && pages.useGenerated()) {
      page = 0;
      continue;
    }
    const items = Array.isArray(body) ? body : readPath(body, 'data');
    const sessions = Array.isArray(items) ? items.flatMap(listed) : [];
    const fresh = sessions.filter(({ id }) => !seen.has(id) && seen.add(id));
    yield* fresh.filter((one) => !(startOf(one) < filter.since.getTime()) && !(startOf(one) > until));
    const total = readPath(body, 'pagination.totalPages') ?? readPath(body, 'meta.totalPages');
    const older = fresh.every((one) => startOf(one) < filter.since.getTime());
    if (fresh.length === 0 || older || (typeof total === 'number' && page >= total)) return;
  }
}
