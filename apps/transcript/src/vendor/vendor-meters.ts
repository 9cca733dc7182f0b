import { metrics } from '@opentelemetry/api';
import type { Counter } from '@opentelemetry/api';

interface VendorMeters {
  readonly answers: Counter;
  /** Counts the path as going away. True the first time: it is worth one log line, not one per call. */
  noteSunset(organization: string, route: string): boolean;
}

let meters: VendorMeters | undefined;

/** Made at first use: the meter provider must be there before. */
export const vendorMeters = (): VendorMeters => {
  if (meters) return meters;
  const meter = metrics.getMeter('transcript');
  const sunset = meter.createCounter('switchback.vendor.sunset');
  const noted = new Set<string>();
  meters = {
    answers: meter.createCounter('switchback.vendor.answers'),
    noteSunset: (organization, route) => {
      sunset.add(1, { organization, route });
      const key = JSON.stringify([organization, route]);
      return !noted.has(key) && noted.add(key).size > 0;
    },
  };
  return meters;
};
