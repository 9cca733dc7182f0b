import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Dialect } from '../dialect/dialect.ts';
import { pathsOf } from '../dialect/paths.ts';
import { pageOf } from '../sessions/page-of.ts';
import type { Query } from '../sessions/page-of.ts';

interface PhoneNumber {
  readonly id: string;
  readonly phoneNumber: string;
  readonly label: string;
}

/** The organization's numbers; ids are stable. */
export const makePhoneNumbers = (count: number): PhoneNumber[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `9d3f6a12-47be-4c0a-8f55-${(0x1b2e60c7d934 + index).toString(16)}`,
    phoneNumber: `+1202555${String(100 + index).padStart(4, '0')}`,
    label: `Sandbox outbound ${index + 1}`,
  }));

const pageItem = ({ id, phoneNumber, label }: PhoneNumber) => ({
  id,
  phone_number: phoneNumber,
  provider: 'telnyx',
  label,
});
const voiceItem = ({ id, phoneNumber }: PhoneNumber) => ({
  id,
  phone_number: phoneNumber,
  phone_extension: null,
  is_active: true,
  is_synced: true,
  provider_id: 'sandbox',
  provider_name: 'telnyx',
  provider_type: 'leasing',
  max_active_calls: null,
});

/** The numbers in the three forms that the documents give: `{ items }`, with a total, and `{ data, pagination }`. */
export const phoneNumberRoutes = (app: FastifyInstance, dialect: Dialect, numbers: readonly PhoneNumber[]): void => {
  const total = numbers.length;
  const voice = (query: Query) => {
    const { page, size, from } = pageOf(query, 'size', 10, total);
    return { items: numbers.slice(from, from + size).map(voiceItem), total, page, size };
  };
  const page = (query: Query) => {
    const { from, size } = pageOf(query, 'size', 50, total);
    return { items: numbers.slice(from, from + size).map(pageItem) };
  };
  for (const path of pathsOf('listPhoneNumbers', dialect.paths))
    app.get(path, { config: { route: 'listPhoneNumbers' } }, (request: FastifyRequest) =>
      (path.startsWith('/v1/') ? voice : page)(request.query as Query),
    );
  app.get('/v1/chat/phone-numbers', { config: { route: 'listChatPhoneNumbers' } }, (request: FastifyRequest) => {
    const { page: at, size, from, pages } = pageOf(request.query as Query, 'limit', 20, total);
    const data = numbers
      .slice(from, from + size)
      .map(({ id, phoneNumber }) => ({ id, number: phoneNumber, provider: 'telnyx', agentId: null }));
    return { data, pagination: { page: at, limit: size, total, totalPages: pages } };
  });
};
