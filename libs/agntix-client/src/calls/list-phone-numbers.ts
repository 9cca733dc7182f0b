import type { VendorApi } from '../http/vendor-api.ts';
import { readPath, readText } from '../read-path.ts';

export interface PhoneNumber {
  readonly id: string;
  readonly phoneNumber: string | null;
  readonly label: string | null;
}

const PAGE_SIZE = 50;
const MAX_PAGES = 100;

const numberOf = (item: unknown): PhoneNumber[] => {
  const id = readText(item, 'id');
  if (id === undefined) return [];
  const phoneNumber = readText(item, 'phone_number', 'number') ?? null;
  return [{ id, phoneNumber, label: readText(item, 'label') ?? null }];
};

const totalOf = (body: unknown): unknown => readPath(body, 'total') ?? readPath(body, 'pagination.total');

/**
 * The organization's phone numbers, each once: up to the total where one is told, else while pages are full. Stops at a
 * page without anything new, which is how a server answers that ignores `page`.
 */
export const listPhoneNumbers = async (api: VendorApi, signal: AbortSignal): Promise<PhoneNumber[]> => {
  const found = new Map<string, PhoneNumber>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = { page: page === 1 ? undefined : page, size: PAGE_SIZE };
    const body = await api.send({ method: 'GET', route: 'listPhoneNumbers', query, signal });
    const items = readPath(body, 'items') ?? readPath(body, 'data');
    const numbers = Array.isArray(items) ? items.flatMap(numberOf) : [];
    const before = found.size;
    for (const number of numbers) found.set(number.id, number);
    const total = totalOf(body);
    const isLast = typeof total === 'number' ? found.size >= total : numbers.length < PAGE_SIZE;
    if (found.size === before || isLast) break;
  }
  return [...found.values()];
};
