const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** At `256 * k`: the checksums of each byte that `k` zero bytes follow ("slicing by 8": eight bytes per step). */
const table = (() => {
  const sums = new Int32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    sums[byte] = crc;
  }
  for (let at = 256; at < sums.length; at += 1) {
    const before = sums[at - 256] ?? 0;
    sums[at] = (before >>> 8) ^ (sums[before & 0xff] ?? 0);
  }
  return sums;
})();

/** Of the byte that stands `k` before the last one of its step. */
const sum = (k: number, byte: number): number => table[(k << 8) | byte] ?? 0;

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4) of `bytes` from `start` to `end`, unsigned. */
export const crc32c = (bytes: Buffer, start = 0, end = bytes.length): number => {
  // Read through a view: twice as fast as the methods of Buffer.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = -1;
  let at = start;
  for (; at + SLICES <= end; at += SLICES) {
    crc ^= view.getInt32(at, true);
    const next = view.getInt32(at + 4, true);
    crc =
      sum(7, crc & 0xff) ^
      sum(6, (crc >>> 8) & 0xff) ^
      sum(5, (crc >>> 16) & 0xff) ^
      sum(4, crc >>> 24) ^
      sum(3, next & 0xff) ^
      sum(2, (next >>> 8) & 0xff) ^
      sum(1, (next >>> 16) & 0xff) ^
      sum(0, next >>> 24);
  }
  for (; at < end; at += 1) crc = (crc >>> 8) ^ sum(0, (crc ^ view.getUint8(at)) & 0xff);
  return (crc ^ -1) >>> 0;
};
