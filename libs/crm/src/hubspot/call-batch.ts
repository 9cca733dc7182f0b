import { codeOf } from '@switchback/failure';

export interface BatchItem {
  readonly key: string;
  readonly properties: Readonly<Record<string, string>>;
}
interface Waiting extends BatchItem {
  readonly resolve: (id: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends items in one request; gives the record ids by key. */
export type SendBatch = (items: readonly BatchItem[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Puts together what is asked for while earlier requests wait for their permits: under a limit a batch counts as one
 * request. One record in conflict has the whole batch refused (409), or faulty (400): it is split in halves down to
 * singles, so that only its own caller is told. A key is never twice in a batch.
 */
export class CallBatch {
  readonly #send: SendBatch;
  readonly #admit: () => Promise<void>;
  readonly #max: number;
  #waiting: Waiting[] = [];
  #isFlushing = false;

  constructor(send: SendBatch, { admit, max }: { admit: () => Promise<void>; max: number }) {
    this.#send = send;
    this.#admit = admit;
    this.#max = max;
  }

  put(item: BatchItem): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...item, resolve, reject });
      if (!this.#isFlushing) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true;
    while (this.#waiting.length > 0) {
      try {
        await this.#admit();
      } catch (error) {
        for (const { reject } of this.#waiting.splice(0)) reject(error);
        break;
      }
      void this.#sendAll(this.#take());
    }
    this.#isFlushing = false;
  }

  #take(): Waiting[] {
    const taken = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const item of this.#waiting) {
      if (taken.size < this.#max && !taken.has(item.key)) taken.set(item.key, item);
      else left.push(item);
    }
    this.#waiting = left;
    return [...taken.values()];
  }

  async #sendAll(items: readonly Waiting[]): Promise<void> {
    try {
      const ids = await this.#send(items);
      for (const { key, resolve } of items) resolve(ids.get(key) ?? '');
    } catch (error) {
      if (items.length === 1 || !['CRM_CONFLICT', 'CRM_REJECTED'].includes(codeOf(error))) {
        for (const { reject } of items) reject(error);
        return;
      }
      const half = Math.ceil(items.length / 2);
      for (const part of [items.slice(0, half), items.slice(half)]) await this.#sendPart(part);
    }
  }

  async #sendPart(items: readonly Waiting[]): Promise<void> {
    try {
      await this.#admit();
    } catch (error) {
      for (const { reject } of items) reject(error);
      return;
    }
    await this.#sendAll(items);
  }
}
