import { metrics } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { Endpoints } from './endpoints.ts';
import { reasons } from './answers.ts';
import type { Reason } from './answers.ts';
import type { ReadingBudget } from './reading-budget.ts';
import { watchLoop } from './loop-blocked.ts';

const kilo = 1_024;

const addTo = (tallies: Map<string, Tally>, key: string, attributes: () => Attributes): void => {
  const tally = tallies.get(key);
  if (tally) tally.count += 1;
  else tallies.set(key, { attributes: attributes(), count: 1 });
};

interface Tally {
  readonly attributes: Attributes;
  count: number;
}

/**
 * What the door counts. Made when the meter is set up. Counters are tallied here and read at collection, and
 * histograms have no attributes: at each measurement the SDK sorts and serialises them anew.
 */
export class IngressMeters {
  readonly #meter = metrics.getMeter('switchback.ingress');
  readonly #accepted = new Map<string, Tally>();
  readonly #rejected = new Map<string, Tally>();
  readonly #bodySize = this.#meter.createHistogram('switchback.ingress.body.size', {
    unit: 'By',
    description: 'bodies of verified webhooks',
    advice: { explicitBucketBoundaries: [1, 4, 16, 64, 256, 1_024, 3_072].map((size) => size * kilo) },
  });
  readonly #skew = this.#meter.createHistogram('switchback.ingress.clock.skew', {
    unit: 's',
    description: 'our clock less the timestamp of verified webhooks: delivery time plus the difference of clocks',
    advice: { explicitBucketBoundaries: [-60, -10, -1, 0, 1, 2, 5, 10, 60, 180] },
  });
  readonly #signed = this.#meter.createGauge('switchback.ingress.secret.last_signed', {
    unit: 's',
    description: 'when a webhook was last signed with the secret (Unix time), by endpoint and position of the secret',
  });
  readonly #signedAt = new Map<string, number>();

  constructor(endpoints: Endpoints, budget: ReadingBudget) {
    const takeBlocked = watchLoop();
    this.#count('switchback.ingress.accepted', 'webhooks stored', this.#accepted);
    this.#count('switchback.ingress.rejected', 'webhooks refused, by reason', this.#rejected);
    for (const reason of reasons) this.#rejected.set(reason, { attributes: { reason }, count: 0 });
    this.#observe('switchback.ingress.reading', 'By', 'bytes of bodies being read', () => budget.used);
    this.#observe(
      'switchback.ingress.loop.blocked.max',
      's',
      'longest CPU-bound turn since the last scrape',
      takeBlocked,
    );
    this.#observe('switchback.ingress.secrets.broken', '1', 'secret files without a usable secret', () =>
      endpoints.all().reduce((sum, { secrets }) => sum + secrets.broken, 0),
    );
  }

  accepted(endpoint: string, topic: string, bytes: number): void {
    addTo(this.#accepted, `${endpoint} ${topic}`, () => ({ endpoint, topic }));
    this.#bodySize.record(bytes);
  }

  rejected(reason: Reason): void {
    addTo(this.#rejected, reason, () => ({ reason }));
  }

  /** Of a verified webhook. */
  verified(endpoint: string, secret: number, skewSeconds: number): void {
    this.#skew.record(skewSeconds);
    const now = Math.floor(Date.now() / 1_000);
    const name = `${endpoint} ${secret}`;
    if (this.#signedAt.get(name) === now) return;
    this.#signedAt.set(name, now);
    this.#signed.record(now, { endpoint, secret: String(secret) });
  }

  #count(name: string, description: string, tallies: ReadonlyMap<string, Tally>): void {
    this.#meter.createObservableCounter(name, { description }).addCallback((counter) => {
      for (const { attributes, count } of tallies.values()) counter.observe(count, attributes);
    });
  }

  #observe(name: string, unit: string, description: string, read: () => number): void {
    this.#meter.createObservableGauge(name, { unit, description }).addCallback((gauge) => gauge.observe(read()));
  }
}
