import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Logger } from '@switchback/observability';
import type { HmacKey } from './hmac-key.ts';
import { signingKey } from './verify-signature.ts';

export interface SecretSource {
  readonly file: string;
  readonly mode: 'base64' | 'raw';
}

const REREAD_MS = 5_000;
/** At least so long between two readings, however many ask: forged requests must not keep the disk busy. */
const PAUSE_MS = 100;

/**
 * The keys of one endpoint, read again every few seconds and when a signature matches none. What cannot be read or is no
 * secret leaves the last good one in place. Files are read, not watched: mounted secrets change by a swapped link.
 */
export class SecretFiles {
  readonly #endpoint: string;
  readonly #sources: readonly SecretSource[];
  readonly #logger: Logger;
  readonly #texts: string[];
  readonly #broken = new Set<number>();
  #keys: HmacKey[];
  #reading: Promise<void> | undefined;
  #readAt = -PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;

  constructor(endpoint: string, sources: readonly SecretSource[], logger: Logger) {
    this.#endpoint = endpoint;
    this.#sources = sources;
    this.#logger = logger;
    this.#texts = sources.map(({ file }) => readFileSync(file, 'utf8').trim());
    this.#keys = this.#texts.map((text, at) => signingKey(text, this.#modeOf(at)));
  }

  get keys(): readonly HmacKey[] {
    return this.#keys;
  }

  /** How many files hold no usable secret now. */
  get broken(): number {
    return this.#broken.size;
  }

  watch(): void {
    this.#timer = setInterval(() => void this.#reread(), REREAD_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** For a request that no key matches: reads the files again, soon, together for all who ask. True when keys changed. */
  async refresh(): Promise<boolean> {
    const before = this.#keys;
    await this.#reread();
    return this.#keys !== before;
  }

  #reread(): Promise<void> {
    this.#reading ??= this.#readSoon().finally(() => {
      this.#reading = undefined;
      this.#readAt = performance.now();
    });
    return this.#reading;
  }

  async #readSoon(): Promise<void> {
    const wait = this.#readAt + PAUSE_MS - performance.now();
    if (wait > 0)
      await new Promise((resolve) => {
        setTimeout(resolve, wait);
      });
    await this.#read();
  }

  async #read(): Promise<void> {
    const keys = [...this.#keys];
    let changed = false;
    for (const [at, { file }] of this.#sources.entries()) {
      try {
        const text = (await readFile(file, 'utf8')).trim();
        if (text !== this.#texts[at]) {
          keys[at] = signingKey(text, this.#modeOf(at));
          this.#texts[at] = text;
          changed = true;
          this.#logger.info(
            { event: 'secret.changed', endpoint: this.#endpoint, count: at },
            'a secret was read again',
          );
        }
        this.#broken.delete(at);
      } catch (error) {
        this.#report(at, error);
      }
    }
    if (changed) this.#keys = keys;
  }

  #report(at: number, error: unknown): void {
    if (this.#broken.has(at)) return;
    this.#broken.add(at);
    this.#logger.error(
      { event: 'secret.broken', endpoint: this.#endpoint, count: at, error },
      'a secret file holds no usable secret; its last good one stays in use: write the secret into it',
    );
  }

  #modeOf(at: number): 'base64' | 'raw' {
    return this.#sources[at]?.mode ?? 'base64';
  }
}
