/** One write that the CRM took. */
export interface Write {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly objectType: string;
  readonly id: string;
  readonly properties: Record<string, string>;
  readonly result: 'created' | 'updated' | 'unchanged';
}

/** Every write in the order in which it was taken, also those that changed nothing. */
export class AuditLog {
  readonly writes: Write[] = [];

  add(write: Omit<Write, 'at'>): void {
    this.writes.push({ at: new Date().toISOString(), ...write });
  }
}
