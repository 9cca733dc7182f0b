import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewSession } from './calls/call-routes.ts';
import { endSession, playSession } from './calls/play-session.ts';
import { defaultScript } from './calls/script.ts';
import type { CallScript } from './calls/script.ts';
import { RequestLog } from './control/request-log.ts';
import { Endpoint } from './delivery/endpoint.ts';
import { Sender } from './delivery/sender.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { RateLimit } from './limits/rate-limit.ts';
import type { Options } from './options.ts';
import { Seeded } from './seeded.ts';
import type { Session } from './sessions/session.ts';

/** Everything the double remembers and does, without its HTTP face. */
export class Stage {
  readonly options: Options;
  readonly seeded: Seeded;
  readonly endpoints: readonly Endpoint[];
  readonly sender: Sender;
  readonly faults: FaultPlan;
  readonly limit: RateLimit;
  readonly requests = new RequestLog();
  readonly sessions = new Map<string, Session>();
  readonly scripts = new Map<string, CallScript>();
  /** Undefined while no key is accepted. */
  apiKey: string | undefined;
  latencyMs: number;
  readonly #stopping = new AbortController();
  readonly #attempts = new Map<string, number>();

  constructor(options: Options) {
    this.options = options;
    this.apiKey = options.apiKey;
    this.latencyMs = options.latencyMs;
    this.seeded = new Seeded(options.seed ?? randomInt(2 ** 31));
    const { scale, webhookTimeoutMs: timeoutMs, headers: family, decoySignature: decoy } = options;
    this.endpoints = options.webhooks.map((one) => new Endpoint({ ...one, scale, timeoutMs, family, decoy }));
    const wait = (ms: number) => this.wait(ms);
    this.sender = new Sender({ endpoints: this.endpoints, scale, seeded: this.seeded, wait });
    this.faults = new FaultPlan(this.seeded);
    this.limit = new RateLimit(options.plan);
  }

  /** Makes a session and plays it. Its id follows from the seed and its `callAttemptId`, or its number without one. */
  begin(given: NewSession, script?: CallScript): Session {
    const variables = given.metadata.sessionVariables as Record<string, unknown> | undefined;
    const { callAttemptId } = variables ?? {};
    const attempt = typeof callAttemptId === 'string' ? callAttemptId : '';
    const nth = (this.#attempts.get(attempt) ?? 0) + 1;
    this.#attempts.set(attempt, nth);
    const id = this.seeded.uuid('session', attempt, nth);
    const session: Session = {
      ...given,
      id,
      createdAt: new Date(),
      script: script ?? this.scripts.get(attempt) ?? this.scripts.get('default') ?? this.#unscripted(given, id),
    };
    this.sessions.set(id, session);
    this.run(playSession(session, this.#scene(), this.options.callMs));
    return session;
  }

  /** Ends a session now; without effect on one that has ended. */
  end(session: Session): void {
    this.run(endSession(session, this.#scene()));
  }

  /** Work that ends because the double stops is not an error. */
  run(work: Promise<unknown>): void {
    void work.catch(() => undefined);
  }

  async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal });
  }

  stop(): void {
    this.#stopping.abort();
  }

  #unscripted({ type }: NewSession, id: string): CallScript {
    const script = defaultScript(this.seeded, id);
    return type === 'CHAT' ? { ...script, outcome: 'connected' } : script;
  }

  #scene() {
    return {
      deliver: (body: unknown, how: { duplicate: boolean }) => this.sender.deliver(body, how),
      wait: (ms: number) => this.wait(ms),
    };
  }
}
