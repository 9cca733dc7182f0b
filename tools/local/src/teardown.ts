import { say } from './say.ts';

type Stop = () => Promise<unknown>;

/** Ends this process with everything that it has started, in reverse order: once, whoever asks first. */
export class Teardown {
  readonly #stops: Stop[] = [];
  #ending: Promise<never> | undefined;

  get begun(): boolean {
    return this.#ending !== undefined;
  }

  add(stop: Stop): void {
    this.#stops.push(stop);
  }

  /** Stops all, also when one of them fails, and exits with the status. */
  end(status: number): Promise<never> {
    return (this.#ending ??= this.#stopAll(status));
  }

  /** Runs `work`; ends on its error, on SIGINT and SIGTERM, and when whoever started this process is gone. */
  async guard(work: () => Promise<unknown>): Promise<void> {
    const interrupted = (signal: NodeJS.Signals) => {
      say(`\nStopping (${signal})`);
      void this.end(signal === 'SIGINT' ? 130 : 143);
    };
    process.once('SIGINT', interrupted);
    process.once('SIGTERM', interrupted);
    // Gone without a word (SIGKILL): nobody could stop us any more.
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) void this.end(143);
    }, 1_000).unref();
    try {
      await work();
    } catch (error) {
      if (this.begun) return;
      say(`\n${Error.isError(error) ? error.message : String(error)}`);
      await this.end(1);
    }
  }

  async #stopAll(status: number): Promise<never> {
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop())
      await stop().catch((error: unknown) => say(`  could not stop: ${String(error)}`));
    process.exit(status);
  }
}
