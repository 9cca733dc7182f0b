/**
 * What every service is started with, here and in the image (docs/adr/0006). The last one silences kafkajs's timer on
 * Node 24.
 */
export const nodeFlags: readonly string[] = [
  '--max-semi-space-size=32',
  '--single-threaded-gc',
  '--expose-gc',
  '--initial-old-space-size=128',
  '--disable-warning=TimeoutNegativeWarning',
];

/**
 * What Node allows the heap in a pod with the 384 MiB of k8s/base: half of them, in MiB. On a larger machine it lets
 * garbage lie by the gigabyte, so whoever measures memory gives this too.
 */
export const podHeapFlag = '--max-old-space-size=192';
