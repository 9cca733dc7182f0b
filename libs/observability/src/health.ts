/** Health tells progress: only `stalled`, `crashed` and `down` are unhealthy; a paused consumer waits for its dependency on purpose. */
export interface Health {
  readonly status: 'idle' | 'progressing' | 'paused' | 'draining' | 'stalled' | 'crashed' | 'down';
  readonly detail?: string;
}
export type HealthChecks = Readonly<Record<string, () => Health>>;

export interface Verdict {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, Health>>;
}

const judge = (checks: HealthChecks, healthy: (health: Health) => boolean): Verdict => {
  const states = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, check()]));
  return { ok: Object.values(states).every(healthy), checks: states };
};

const dead: ReadonlySet<Health['status']> = new Set(['stalled', 'crashed']);
const notReady: ReadonlySet<Health['status']> = new Set([...dead, 'down', 'draining']);

/** Ready takes traffic: nothing is stalled, crashed, down or draining. */
export const readiness = (checks: HealthChecks): Verdict => judge(checks, ({ status }) => !notReady.has(status));

/** Alive is not stalled or crashed. A broker or database that is away never makes a process restart. */
export const liveness = (checks: HealthChecks): Verdict => judge(checks, ({ status }) => !dead.has(status));
