import { cleanBody } from '../clean-body.ts';
import { readPath, readText } from '../read-path.ts';
import type { VendorApi } from '../http/vendor-api.ts';

/** One utterance. `role` is upper case: USER, ASSISTANT, SYSTEM, TOOL or what the vendor adds. */
export interface Message {
  readonly id: string | null;
  readonly role: string;
  readonly content: string;
  readonly createdAt: string | null;
  /** As the vendor sent it, cleaned for storing; tool payloads are only here. */
  readonly raw: unknown;
}

const PAGE_SIZE = 100;
const MAX_PAGES = 500;

const messageOf = (raw: unknown): Message => ({
  id: readText(raw, 'id') ?? null,
  role: readText(raw, 'role')?.toUpperCase() ?? 'UNKNOWN',
  content: readText(raw, 'content') ?? '',
  createdAt: readText(raw, 'createdAt') ?? null,
  raw,
});

const itemsOf = (body: unknown): unknown[] => {
  const items = Array.isArray(body) ? body : readPath(body, 'data');
  return Array.isArray(items) ? (cleanBody(items) as unknown[]) : [];
};

const hasMore = (body: unknown, page: number, count: number): boolean => {
  const totalPages = readPath(body, 'pagination.totalPages');
  return typeof totalPages === 'number' ? page < totalPages : count >= PAGE_SIZE;
};

const keyOf = ({ id, createdAt, role, content }: Message): string => id ?? JSON.stringify([createdAt, role, content]);

/**
 * Every message of a session in the server's order, each once. Stops at the last page, at an empty page and at a page
 * without anything new, which is how a server answers that ignores `page`.
 */
export const listMessages = async (api: VendorApi, sessionId: string, signal: AbortSignal): Promise<Message[]> => {
  const found = new Map<string, Message>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const path = `/api/v1/chat/sessions/${encodeURIComponent(sessionId)}/messages?page=${page}&limit=${PAGE_SIZE}`;
    const body = await api.send({ method: 'GET', path, name: '/api/v1/chat/sessions/:id/messages', signal });
    const messages = itemsOf(body).map(messageOf);
    const before = found.size;
    for (const message of messages) if (!found.has(keyOf(message))) found.set(keyOf(message), message);
    if (found.size === before || !hasMore(body, page, messages.length)) break;
  }
  return [...found.values()];
};
