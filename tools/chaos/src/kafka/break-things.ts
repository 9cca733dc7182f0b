import { setTimeout as sleep } from 'node:timers/promises';
import type { JarCluster } from '@switchback/local/jar-cluster';
import { decide } from './conductor.ts';
import type { Action, Decision } from './conductor.ts';
import type { Members } from './members.ts';
import { SESSION_TIMEOUT_MS } from './work-topic.ts';

export interface Breaking {
  readonly seed: number;
  readonly tickMs: number;
  readonly most: number;
  readonly members: Members;
  /** Whose nodes may be killed; without one, brokers are left alone. */
  readonly cluster: { readonly nodes: number; readonly handle: JarCluster } | undefined;
  readonly say: (line: string) => void;
}

const BROKER_AWAY_MS = 8_000;

/** Does what the conductor decides, tick by tick, as far as the situation allows, until `until` resolves. */
export class BreakThings {
  readonly done = new Map<Action, number>();
  readonly #options: Breaking;
  #brokerBack: Promise<void> | undefined;

  constructor(options: Breaking) {
    this.#options = options;
  }

  async run(finished: Promise<unknown>): Promise<void> {
    const { seed, tickMs } = this.#options;
    const over = finished.then(() => 'over' as const);
    for (let tick = 1; (await Promise.race([sleep(tickMs), over])) !== 'over'; tick += 1)
      this.#apply(tick, decide(seed, tick));
    await this.#brokerBack;
  }

  #apply(tick: number, decision: Decision): void {
    const action = this.#possible(decision.action);
    if (action === 'nothing') return;
    this.done.set(action, (this.done.get(action) ?? 0) + 1);
    this.#options.say(`  tick ${tick}: ${action}, ${this.#options.members.count} members`);
    this.#do({ ...decision, action });
  }

  /** With one member left somebody joins instead of one more going; with too many, somebody leaves. */
  #possible(action: Action): Action {
    const { members, most, cluster } = this.#options;
    if (action === 'break-broker') return cluster && !this.#brokerBack ? action : 'nothing';
    if (action === 'join') return members.count < most ? 'join' : 'leave';
    if (action === 'nothing') return action;
    return members.count > 1 ? action : 'join';
  }

  #do({ action, pick }: Decision): void {
    const { members } = this.#options;
    if (action === 'join') members.join();
    if (action === 'leave') members.leave(pick);
    if (action === 'kill') members.kill(pick);
    // Past the session timeout: the group gives its partitions to others while it stands still.
    if (action === 'freeze') members.freeze(pick, SESSION_TIMEOUT_MS * (1.3 + pick));
    if (action === 'break-broker') this.#brokerBack = this.#breakBroker(pick);
  }

  async #breakBroker(pick: number): Promise<void> {
    const { cluster } = this.#options;
    if (!cluster) return;
    const node = 1 + Math.floor(pick * cluster.nodes);
    await cluster.handle.kill(node);
    await sleep(BROKER_AWAY_MS);
    await cluster.handle.restart(node);
    // In-sync again before the next one goes: two of three must be there.
    await sleep(BROKER_AWAY_MS);
    this.#brokerBack = undefined;
  }
}
