import type { RateHints } from '../port.ts';
import { headerOf } from '../request/crm-http.ts';
import type { Headers } from '../request/crm-http.ts';

/** The window of `RateLimit-Policy` (`"name";q=100;w=10`), also as older drafts wrote it (`100;w=10`). */
export const rate = (headers: Headers): RateHints => {
  const policy = headerOf(headers, 'ratelimit-policy') ?? '';
  const requests = Number(/(?:^|;)\s*q=(\d+)/.exec(policy)?.[1] ?? /^\s*(\d+)\s*;/.exec(policy)?.[1]);
  const seconds = Number(/;\s*w=(\d+)/.exec(policy)?.[1]);
  return requests > 0 && seconds > 0 ? { window: { requests, perMs: seconds * 1_000 } } : {};
};
