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

/** The organization's phone numbers, each once. */
export const listPhoneNumbers = async (api: VendorApi, signal: AbortSignal): Promise<PhoneNumber[]> => {
  const found = new Map<string, PhoneNumber>();
  const name = '/api/v1/phone-numbers';
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = page === 1 ? `?size=${PAGE_SIZE}` : `?page=${page}&size=${PAGE_SIZE}`;
    const body = await api.send({ method: 'GET', path: name + query, name, signal });
    const items = readPath(body, 'items') ?? readPath(body, 'data');
    const numbers = Array.isArray(items) ? items.flatMap(numberOf) : [];
    const before = found.size;
    for (const number of numbers) found.set(number.id, number);
    const total = readPath(body, 'total');
    if (found.size === before || typeof total !== 'number' || found.size >= total) break;
  }
  return [...found.values()];
};
