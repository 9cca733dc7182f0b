/**
 * What the ledger knows of one field of a task, so that a person's edit can be told from what we wrote. Pure: the store
 * keeps what these functions give.
 */
export interface FieldLedger {
  /** The call that the values belong to. */
  readonly sessionId: string;
  /** What was there when the call was first seen, until we have written; null where it must not be written over. */
  readonly base: string | null;
  /** What the CRM showed after our last write. */
  readonly written: string | null;
  /** What writes with an unknown end have put there, or may yet. */
  readonly uncertain: readonly string[];
  /** A write with an unknown end may still come late; until it cannot, its values are kept. */
  readonly isUnsettled: boolean;
}

/** Whether we may write over `value`: it is what we wrote, may have written, or what was there when the call started. */
export const isOurs = (field: FieldLedger, value: string): boolean =>
  value === field.written || value === field.base || field.uncertain.includes(value);

/** First sight of a call: what is there now becomes its base, if it may be written over. */
export const sight = (
  before: FieldLedger | undefined,
  { sessionId, value, isTakeable }: { sessionId: string; value: string; isTakeable: boolean },
): FieldLedger => ({
  sessionId,
  base: isTakeable || (before !== undefined && isOursByWrite(before, value)) ? value : null,
  written: null,
  uncertain: before?.uncertain ?? [],
  isUnsettled: before?.isUnsettled ?? false,
});

const isOursByWrite = ({ written, uncertain }: FieldLedger, value: string): boolean =>
  value === written || uncertain.includes(value);

/** Before a write: from now on the value may be there. */
export const intend = (field: FieldLedger, value: string): FieldLedger => ({
  ...field,
  uncertain: [...new Set([...field.uncertain, value])],
});

/** After a write, with what the CRM showed then. Values of earlier writes stay while those may come late. */
export const succeed = (field: FieldLedger, shown: string): FieldLedger => ({
  ...field,
  base: field.isUnsettled ? field.base : null,
  written: shown,
  uncertain: field.isUnsettled ? field.uncertain : [],
});
