import type { VendorApi, VendorCall } from '../http/vendor-api.ts';
import { readPath } from '../read-path.ts';
import { ArraySplitter } from './array-splitter.ts';
import { keyOf, messageOf } from './message.ts';
import type { Message } from './message.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 1_000;

const totalPagesOf = (rest: string): unknown => readPath(JSON.parse(rest), 'pagination.totalPages');

const hasMore = (totalPages: unknown, page: number, count: number): boolean =>
  typeof totalPages === 'number' ? page < totalPages : count >= PAGE_SIZE;

/** One page, element by element; gives what was around the list at the end. */
async function* streamPage(api: VendorApi, call: VendorCall): AsyncGenerator<Message[], string> {
  const { body, statusCode: status } = await api.open(call);
  const splitter = new ArraySplitter();
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) {
      const texts = splitter.push(decoder.decode(chunk as Buffer, { stream: true }));
      if (texts.length > 0) yield texts.map((text) => messageOf(JSON.parse(text)));
    }
    JSON.parse(splitter.rest);
    return splitter.rest;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const what = error instanceof SyntaxError ? `${status} without JSON` : 'the answer broke off';
    throw api.failure(call, { status, ...(typeof code === 'string' && { errorCode: code }) }, what, error);
  }
}

/**
 * Every message of a session in the server's order, each once, as it arrives; never more of them in memory than one
 * piece of an answer. Stops at the last page, at an empty page and at a page without anything new, which is how a
 * server answers that ignores `page`.
 */
export async function* streamMessages(
  api: VendorApi,
  sessionId: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[]> {
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = { page, limit: PAGE_SIZE };
    const pages = streamPage(api, { method: 'GET', route: 'listMessages', id: sessionId, query, signal });
    const before = seen.size;
    let count = 0;
    let step = await pages.next();
    for (; !step.done; step = await pages.next()) {
      count += step.value.length;
      const fresh = step.value.filter((message) => !seen.has(keyOf(message)) && seen.add(keyOf(message)));
      if (fresh.length > 0) yield fresh;
    }
    if (seen.size === before || !hasMore(totalPagesOf(step.value), page, count)) return;
  }
}
