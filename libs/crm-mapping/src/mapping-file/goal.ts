import { z } from 'zod';
import { path } from '../directives/path.ts';

const words = z.array(z.string().min(1)).min(1);

/** What tells whether a connected call reached its goal; words are compared without regard to case. */
export const goal = z.strictObject({
  path: path.default('analysis.resolution.classification'),
  met: words.default(['RESOLVED', 'SUCCESS']),
  notMet: words.default(['UNRESOLVED', 'PARTIALLY_RESOLVED', 'FAILED']),
});
export type GoalRules = z.output<typeof goal>;
