/** What became of one message at one endpoint. */
export interface Delivery {
  readonly svixId: string;
  /** The endpoint's place in the list. */
  readonly endpoint: number;
  readonly sessionId: string | null;
  readonly eventType: string | null;
  /** When each attempt began, in milliseconds since the epoch. */
  readonly attemptedAt: number[];
  attempts: number;
  lastStatus: number | null;
  delivered: boolean;
  /** When the answer of success was seen, in milliseconds since the epoch. */
  deliveredAt: number | null;
  /** Every attempt of the timetable failed: it is in the dead letters, until it is replayed. */
  exhausted: boolean;
  /** It was never sent. */
  dropped: boolean;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const newDelivery = (svixId: string, endpoint: number, body: unknown): Delivery => {
  const { id, eventType } = (typeof body === 'object' && body !== null ? body : {}) as {
    id?: unknown;
    eventType?: unknown;
  };
  return {
    svixId,
    endpoint,
    sessionId: text(id),
    eventType: text(eventType),
    attemptedAt: [],
    attempts: 0,
    lastStatus: null,
    delivered: false,
    deliveredAt: null,
    exhausted: false,
    dropped: false,
  };
};
