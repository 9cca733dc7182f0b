import type { RateHints } from '../port.ts';
import { headerOf } from '../request/crm-http.ts';
import type { Headers } from '../request/crm-http.ts';

/** What HubSpot's headers say of its limits: the rolling window. (`…-Secondly` is deprecated.) */
export const rate = (headers: Headers): RateHints => {
  const [requests, perMs] = ['max', 'interval-milliseconds'].map((name) =>
    Number(headerOf(headers, `x-hubspot-ratelimit-${name}`)),
  );
  return requests !== undefined && perMs !== undefined && requests > 0 && perMs > 0
    ? { window: { requests, perMs } }
    : {};
};
