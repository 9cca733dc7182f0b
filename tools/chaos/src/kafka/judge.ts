import type { Check } from '../area.ts';
import type { Action } from './conductor.ts';
import type { Members } from './members.ts';
import { disordered, early, lost, repeated, unaccounted } from './oracle.ts';
import type { Evidence } from './oracle.ts';

export interface Circumstances {
  /** Lag at the end. */
  readonly left: bigint;
  readonly members: Pick<Members, 'crashes' | 'leaves'>;
  readonly done: ReadonlyMap<Action, number>;
  /** Publishes that were not acknowledged and done again. */
  readonly resent: number;
}

const SHOWN = 5;
const none = (check: string, faults: readonly string[], otherwise = 'none'): Check => ({
  check,
  ok: faults.length === 0,
  detail: faults.length === 0 ? otherwise : `${faults.length}, e.g. ${faults.slice(0, SHOWN).join(', ')}`,
});

/** What must hold at the end of a run. */
export const judge = (evidence: Evidence, { left, members, done, resent }: Circumstances): Check[] => {
  const { entries, keys, perKey, commits } = evidence;
  const again = repeated(evidence);
  const actions = [...done].map(([action, count]) => `${action} ${count}`).join(', ');
  return [
    { check: 'things were broken', ok: done.size > 0, detail: `${actions}; ${resent} publishes repeated` },
    none('acknowledged and lost', lost(evidence), `none of ${keys * perKey}`),
    none('out of order at first application', disordered(evidence), `none of ${entries.length}`),
    none('done again although committed', again.outside, `none; ${again.all} done again that were not`),
    none('commits ahead of what was done', early(evidence), `none of ${commits.length}`),
    none('dead letters unaccounted for', unaccounted(evidence), `none of ${new Set(evidence.letters).size}`),
    { check: 'lag at the end', ok: left === 0n, detail: String(left) },
    none(
      'members that left with an error',
      members.leaves.filter((code) => code !== 0).map(String),
      `none of ${members.leaves.length}`,
    ),
    none('members that ended by themselves', members.crashes),
  ];
};
