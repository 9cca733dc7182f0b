import { z } from 'zod';
import { scriptSchema } from '../calls/script.ts';
import type { GivenScript } from '../calls/script.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { faultSchema } from '../faults/fault.ts';
import type { GivenFault } from '../faults/fault.ts';
import { planSchema } from '../limits/rate-limit.ts';
import type { Session } from '../sessions/session.ts';
import type { Stage } from '../stage.ts';

const DAY_MS = 86_400_000;
const rate = z.number().min(0).max(1).optional();

export const weatherSchema = z.strictObject({
  duplicateRate: rate,
  dropRate: rate,
  reorderMs: z.number().min(0).optional(),
});
export const apiSchema = z.strictObject({
  /** `null`: no key is accepted any more. */
  apiKey: z.string().min(1).nullish(),
  plan: planSchema.optional(),
  latencyMs: z.int().min(0).optional(),
});
export const rotationSchema = z.strictObject({
  secret: z.string().startsWith('whsec_'),
  endpoint: z.int().min(0).default(0),
  /** How long the old secret signs too, on the compressed clock; a day by default. */
  graceMs: z.number().min(0).optional(),
});
export const replaySchema = z.strictObject({
  sessionId: z.string().optional(),
  svixId: z.string().optional(),
  /** Only what was given up or dropped. */
  failed: z.boolean().default(false),
  /** So many days later, on the compressed clock. */
  afterDays: z.number().min(0).default(0),
});
export const sessionsSchema = z.strictObject({
  count: z.int().min(1).max(100_000).default(1),
  type: z.enum(['VOICE', 'CHAT']).default('VOICE'),
  platform: z.string().default('PHONE'),
  direction: z.enum(['INBOUND', 'OUTBOUND']).default('INBOUND'),
  agentId: z.string().default('c2a97d50-1f4b-4be0-9e63-77d0b8f1e2a9'),
  metadata: z.record(z.string(), z.unknown()).default({}),
  script: scriptSchema.optional(),
});

const isMeant =
  ({ sessionId, svixId, failed }: z.output<typeof replaySchema>) =>
  (delivery: Delivery): boolean =>
    (sessionId === undefined || delivery.sessionId === sessionId) &&
    (svixId === undefined || delivery.svixId === svixId) &&
    (!failed || delivery.exhausted || delivery.dropped);

/** What can be told to the double while it runs: the same over HTTP and from a test. */
export class Control {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** What the call with this `callAttemptId` will do; `default` is for calls without a script. */
  script(callAttemptId: string, script: GivenScript): void {
    this.#stage.scripts.set(callAttemptId, scriptSchema.parse(script));
  }

  /** Lets requests to the API go wrong, beside the faults that stand already. */
  fault(...faults: readonly GivenFault[]): void {
    this.#stage.faults.add(...faults.map((fault) => faultSchema.parse(fault)));
  }

  clearFaults(): void {
    this.#stage.faults.clear();
  }

  /** The faults that stand, and how often each struck. */
  faults() {
    return this.#stage.faults.list();
  }

  /** Changes the key, the plan or the latency. */
  api(change: z.input<typeof apiSchema>): void {
    const { apiKey, plan, latencyMs } = apiSchema.parse(change);
    if (apiKey !== undefined) this.#stage.apiKey = apiKey ?? undefined;
    if (plan !== undefined) this.#stage.limit.change(plan);
    if (latencyMs !== undefined) this.#stage.latencyMs = latencyMs;
  }

  /** Drops, doubles and delays webhooks at random. */
  weather(change: z.input<typeof weatherSchema>): void {
    const given = Object.entries(weatherSchema.parse(change)).filter(([, value]) => value !== undefined);
    this.#stage.sender.weather = { ...this.#stage.sender.weather, ...Object.fromEntries(given) };
  }

  rotate(rotation: z.input<typeof rotationSchema>): void {
    const { secret, endpoint, graceMs } = rotationSchema.parse(rotation);
    this.#stage.endpoints[endpoint]?.keys.rotate(secret, graceMs);
  }

  /** Turns an endpoint on again that failed for five days or asked to be turned off. */
  enable(endpoint = 0): void {
    this.#stage.endpoints[endpoint]?.enable();
  }

  /** Sends messages again under their old ids; resolves, with how many, when they were delivered or given up. */
  async replay(which: z.input<typeof replaySchema> = {}): Promise<number> {
    const parsed = replaySchema.parse(which);
    await this.#stage.wait(parsed.afterDays * DAY_MS * this.#stage.options.scale);
    return this.#stage.sender.replay(isMeant(parsed));
  }

  /** Signs a body of your own and delivers it; a text goes out byte for byte. */
  deliver(body: unknown): Promise<void> {
    return this.#stage.sender.deliver(body, { duplicate: false });
  }

  /** Begins sessions that nobody started through the API: inbound calls, other applications of the organization. */
  begin(given: z.input<typeof sessionsSchema> = {}): Session[] {
    const { count, script, ...session } = sessionsSchema.parse(given);
    return Array.from({ length: count }, () => this.#stage.begin({ ...session, ttlSeconds: undefined }, script));
  }

  /** Ends a session now. Whether there is one. */
  end(sessionId: string): boolean {
    const session = this.#stage.sessions.get(sessionId);
    if (session) this.#stage.end(session);
    return session !== undefined;
  }

  sessions(): Session[] {
    return [...this.#stage.sessions.values()];
  }

  deliveries(): Delivery[] {
    return this.#stage.sender.deliveries;
  }

  /** What was asked of the API, and the most requests that any 60 seconds have seen. */
  requests() {
    const { requests, limit } = this.#stage;
    return { counts: requests.counts(), busiestMinute: limit.busiest, perSecond: requests.perSecond() };
  }
}
