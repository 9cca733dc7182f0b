import type { FieldLedger } from '../plan/field-ledger.ts';
import type { Ledger, SettledEffect } from '../plan/ledger.ts';

/** The ledger as a plan needs it, and what the round has to do beside it. */
export interface ReadLedger extends Ledger {
  /** Something may still come late, and nobody has arranged to look again: a crash in the middle of a request. */
  readonly isLeftOpen: boolean;
  /** Something could come late and no longer can: this round settles it. */
  readonly isDue: boolean;
  /** Reported at the end of the last round. */
  readonly reported: readonly string[];
  /** What was told last no longer holds, or nothing was told yet. */
  readonly isUntold: boolean;
}

export interface EffectRow {
  effect_key: string;
  state: string;
  desired_hash: string;
  remote_id: string | null;
  settles_at: string | null;
  is_due: boolean | null;
}
export interface FieldRow {
  field: string;
  session_id: string;
  base: string | null;
  written: string | null;
  uncertain: string[];
  settles_at: string | null;
  is_due: boolean | null;
}

/** Written, and not to be written once more because something older could have come after it. */
const settledOf = ({ state, desired_hash: hash, remote_id: remoteId, is_due }: EffectRow): SettledEffect | undefined =>
  (state === 'done' && is_due !== true) || state === 'dead' ? { state, hash, remoteId } : undefined;

const fieldOf = ({ session_id: sessionId, base, written, uncertain, settles_at, is_due }: FieldRow): FieldLedger => ({
  sessionId,
  base,
  written,
  uncertain,
  isUnsettled: settles_at !== null && is_due !== true,
});

export const ledgerOf = (read: {
  readonly effects: readonly EffectRow[];
  readonly fields: readonly FieldRow[];
  readonly reported: readonly string[];
  readonly isUntold: boolean;
}): ReadLedger => {
  const { effects, fields, reported, isUntold } = read;
  return {
    settled: new Map(
      effects.flatMap((row) => {
        const known = settledOf(row);
        return known ? [[row.effect_key, known] as const] : [];
      }),
    ),
    fields: new Map(fields.map((row) => [row.field, fieldOf(row)])),
    isLeftOpen:
      effects.some(({ state, settles_at }) => state === 'intent' && settles_at === null) ||
      fields.some(({ uncertain, settles_at }) => uncertain.length > 0 && settles_at === null),
    isDue: [...effects, ...fields].some(({ is_due }) => is_due === true),
    reported,
    isUntold,
  };
};
