export { startAgntixSandbox } from './start-sandbox.ts';
export type { AgntixSandbox } from './start-sandbox.ts';
export type { GivenScript } from './calls/script.ts';
export type { GivenFault } from './faults/fault.ts';
export type { GivenOptions } from './options.ts';
