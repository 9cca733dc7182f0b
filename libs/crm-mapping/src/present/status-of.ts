import type { CallState } from '../fold/fold-facts.ts';
import type { Presentation } from '../mapping-file/presentation.ts';
import { goalOf } from './call-view.ts';

const keys = { met: 'goalMet', notMet: 'goalNotMet', unknown: 'goalUnknown' } as const;

/** The status that a task should show for its latest call. */
export const statusOf = (latest: CallState, { statuses, goal }: Pick<Presentation, 'statuses' | 'goal'>): string => {
  if (!latest.final) return statuses.inFlight;
  const status = statuses[latest.outcome];
  return typeof status === 'string' ? status : status[keys[goalOf(latest, goal)]];
};
