import { isEmpty } from '@switchback/agntix-client';
import type { NormalizedSession } from '@switchback/agntix-client';

/** Both together: `preferred` wins wherever it says something; an empty value never hides a known one. */
export const mergeKnown = (known: NormalizedSession, preferred: NormalizedSession): NormalizedSession => ({
  ...known,
  ...Object.fromEntries(Object.entries(preferred).filter(([, value]) => !isEmpty(value))),
});
