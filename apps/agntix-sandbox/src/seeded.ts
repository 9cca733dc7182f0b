import { createHash } from 'node:crypto';

/**
 * Choices that depend on the seed and on what is chosen for, not on the order of asking: the same seed gives the same
 * answers however calls overlap.
 */
export class Seeded {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** In [0, 1). */
  number(...of: (string | number)[]): number {
    return this.#digest(of).readUInt32BE(0) / 2 ** 32;
  }

  /** A UUID of version 4 by its form. */
  uuid(...of: (string | number)[]): string {
    const bytes = this.#digest(of).subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  #digest(of: readonly (string | number)[]): Buffer {
    return createHash('sha256')
      .update(JSON.stringify([this.seed, ...of]))
      .digest();
  }
}
