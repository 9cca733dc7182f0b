import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFlags } from '@switchback/local/node-flags';
import type { Place } from './work-topic.ts';

/** A member that stood still: what it does just after is what it had taken before. */
export interface Freeze {
  readonly member: string;
  readonly from: number;
  readonly to: number;
}

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  listening: boolean;
  frozen: boolean;
  /** True once it was told to end, so that its end is no surprise. */
  ending: boolean;
  /** By SIGKILL, maybe in the middle of leaving: how it ended says nothing then. */
  killed: boolean;
}

/** The processes of the group. Those that end by themselves are replaced, as Kubernetes would, and counted. */
export class Members {
  readonly freezes: Freeze[] = [];
  /** Members that nobody told to end. */
  readonly crashes: string[] = [];
  /** Exit codes of those that were told to leave; 0 is right. */
  readonly leaves: (number | null)[] = [];
  readonly #entry: string;
  readonly #place: Place;
  readonly #all: Member[] = [];
  readonly #thawing = new Set<Promise<void>>();
  #started = 0;

  constructor(place: Place, entry = join(import.meta.dirname, 'member.js')) {
    this.#place = place;
    this.#entry = entry;
  }

  get count(): number {
    return this.#all.length;
  }

  /** Those that are in their group, or on their way into it for the second time. */
  get listening(): number {
    return this.#all.filter(({ listening }) => listening).length;
  }

  join(): void {
    const name = `m${(this.#started += 1)}`;
    const child = fork(this.#entry, [name, JSON.stringify(this.#place)], {
      execArgv: [...nodeFlags],
    });
    const ended = once(child, 'exit');
    const member: Member = { name, child, ended, listening: false, frozen: false, ending: false, killed: false };
    this.#all.push(member);
    child.once('message', () => (member.listening = true));
    child.on('exit', () => {
      this.#all.splice(this.#all.indexOf(member), 1);
      if (member.ending) return;
      this.crashes.push(name);
      this.join();
    });
  }

  /** SIGTERM to one, by its place in [0, 1). */
  leave(pick: number): void {
    const member = this.#awake(pick);
    if (member) void this.#leave(member);
  }

  /** SIGKILL to one, asleep or not. */
  kill(pick: number): void {
    const member = this.#all[Math.floor(pick * this.#all.length)];
    if (!member) return;
    member.ending = true;
    member.killed = true;
    member.child.kill('SIGKILL');
  }

  /** SIGSTOP to one, and SIGCONT after `forMs`. */
  freeze(pick: number, forMs: number): void {
    const member = this.#awake(pick);
    if (!member) return;
    const thawing = this.#freeze(member, forMs);
    this.#thawing.add(thawing);
    void thawing.finally(() => this.#thawing.delete(thawing));
  }

  async thawed(): Promise<void> {
    await Promise.all(this.#thawing);
  }

  /** All leave in order. */
  async close(): Promise<void> {
    await this.thawed();
    await Promise.all([...this.#all].map((member) => (member.ending ? member.ended : this.#leave(member))));
  }

  #awake(pick: number): Member | undefined {
    const awake = this.#all.filter(({ frozen, ending }) => !frozen && !ending);
    return awake[Math.floor(pick * awake.length)];
  }

  async #leave(member: Member): Promise<void> {
    member.ending = true;
    member.child.kill('SIGTERM');
    await member.ended;
    // One that was not listening yet is simply ended by the signal.
    if (member.listening && !member.killed) this.leaves.push(member.child.exitCode);
  }

  async #freeze(member: Member, forMs: number): Promise<void> {
    const from = Date.now();
    member.frozen = true;
    member.child.kill('SIGSTOP');
    await Promise.race([sleep(forMs), member.ended]);
    member.child.kill('SIGCONT');
    member.frozen = false;
    this.freezes.push({ member: member.name, from, to: Date.now() });
  }
}
