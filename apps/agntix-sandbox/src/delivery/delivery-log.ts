/** What became of one message. */
export interface Delivery {
  readonly svixId: string;
  readonly sessionId: string | null;
  readonly eventType: string | null;
  attempts: number;
  lastStatus: number | null;
  delivered: boolean;
  /** Every attempt of the timetable failed. */
  exhausted: boolean;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const newDelivery = (svixId: string, body: unknown): Delivery => {
  const { id, eventType } = (typeof body === 'object' && body !== null ? body : {}) as {
    id?: unknown;
    eventType?: unknown;
  };
  return {
    svixId,
    sessionId: text(id),
    eventType: text(eventType),
    attempts: 0,
    lastStatus: null,
    delivered: false,
    exhausted: false,
  };
};
