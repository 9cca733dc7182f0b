import type { Check } from '../area.ts';
import type { Delivery } from './senders.ts';

export interface Accepted {
  readonly deliveries: readonly Delivery[];
  /** SHA-256 of every stored value, by session id. */
  readonly stored: ReadonlyMap<string, string>;
}

export interface Outage {
  readonly deliveries: readonly Delivery[];
  /** When the broker was away, in milliseconds of the senders' clock; the edges, when requests may go either way, are cut. */
  readonly outage: { readonly from: number; readonly to: number };
  /** Whether the same process stored events before and after the outage. */
  readonly recovered: boolean;
}

/** Every accepted event is there byte for byte, whatever was killed. */
export const judgeAccepted = ({ deliveries, stored }: Accepted): Check[] => {
  const accepted = deliveries.filter(({ status }) => status === 204);
  const lost = accepted.filter(({ id, sha256 }) => stored.get(id) !== sha256);
  const odd = deliveries.filter(({ status }) => ![0, 204, 503].includes(status));
  return [
    {
      check: 'accepted and not found byte for byte',
      ok: accepted.length > 0 && lost.length === 0,
      detail: `${lost.length} of ${accepted.length}`,
    },
    { check: 'answers other than 204 and 503', ok: odd.length === 0, detail: `${odd.length} of ${deliveries.length}` },
  ];
};

/** Without a broker there are only 503s, and then the same process goes on. */
export const judgeOutage = ({ deliveries, outage, recovered }: Outage): Check[] => {
  const away = deliveries.filter(({ at }) => at > outage.from && at < outage.to);
  const not503 = away.filter(({ status }) => status !== 503);
  return [
    {
      check: 'answers other than 503 while the broker was away',
      ok: away.length > 0 && not503.length === 0,
      detail: `${not503.length} of ${away.length}`,
    },
    { check: 'recovery without a restart', ok: recovered, detail: recovered ? 'ready, and 204 again' : 'none' },
  ];
};
