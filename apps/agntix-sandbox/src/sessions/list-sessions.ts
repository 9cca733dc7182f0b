import type { Dialect } from '../dialect/dialect.ts';
import { pageOf } from './page-of.ts';
import type { Query } from './page-of.ts';
import type { Session } from './session.ts';
import { listItem } from './wire-shapes.ts';

type Filter = (session: Session, value: string) => boolean;

const hasEnded = ({ endedAt }: Session) => endedAt !== undefined;
const contains = (session: Session, key: string, part: string): boolean => {
  const value = session.metadata[key];
  return typeof value === 'string' && value.includes(part);
};
const byState: Filter = (session, state) => (state.toUpperCase() === 'CLOSED' ? hasEnded(session) : !hasEnded(session));

/** The filters of each form; the names differ, and only the generated one knows times and numbers. */
const filters: Readonly<Record<Dialect['list'], Readonly<Record<string, Filter>>>> = {
  pagination: {
    agentId: ({ agentId }, value) => agentId === value,
    state: byState,
    platform: ({ platform }, value) => platform === value,
  },
  meta: {
    agentId: ({ agentId }, value) => agentId === value,
    state: byState,
    sessiontype: ({ type }, value) => type === value,
    startDate: ({ createdAt }, value) => createdAt.getTime() >= Date.parse(value),
    endDate: ({ createdAt }, value) => createdAt.getTime() <= Date.parse(value),
    customerPhoneNumber: (session, value) => contains(session, 'customerPhoneNumber', value),
    outgoingPhoneNumber: (session, value) => contains(session, 'outgoingPhoneNumber', value),
  },
};

/** Query parameters that the form does not know. */
export const unknownParameters = (query: Query, list: Dialect['list']): string[] => {
  const known = ['page', list === 'meta' ? 'pageSize' : 'limit', ...Object.keys(filters[list])];
  return Object.keys(query).filter((name) => !known.includes(name));
};

/** One page of the sessions, newest first. */
export const listSessions = (sessions: Iterable<Session>, query: Query, list: Dialect['list']): unknown => {
  const wanted = Object.entries(query).flatMap(([name, value]) => {
    const filter = filters[list][name];
    return filter && value !== undefined ? [(session: Session) => filter(session, value)] : [];
  });
  const all = [...sessions]
    .filter((session) => wanted.every((holds) => holds(session)))
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const { page, size, from, pages } = pageOf(query, list === 'meta' ? 'pageSize' : 'limit', 20, all.length);
  const data = all.slice(from, from + size).map((session) => listItem(session, list));
  return list === 'meta'
    ? { data, meta: { currentPage: page, pageSize: size, totalPages: pages, totalCount: all.length } }
    : { data, pagination: { page, limit: size, total: all.length, totalPages: pages } };
};
