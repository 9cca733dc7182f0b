import { executionAsyncResource } from 'node:async_hooks';

const kept: object[] = [];

/**
 * Node makes an object at each `process.nextTick`, some six for an HTTP request. V8 holds their shape weakly
 * (`Runtime_DefineKeyedOwnPropertyInLiteral`): after a full collection that meets none of them alive, each call takes the
 * slow way as long as the process lives, 3 % of the CPU of a webhook. One that is kept prevents it (docs/adr/0087).
 */
const keepTickShape = (): void => {
  process.nextTick(() => kept.push(executionAsyncResource()));
};

/**
 * Collects once what starting up left behind, and lets V8 shrink its young generation to its smallest size: 30 to 40 MB
 * that an idle service would keep (docs/adr/0006). Takes some 0.3 s, so call it before traffic comes. Without
 * `--expose-gc` nothing happens.
 */
export const releaseStartupMemory = (): void => {
  keepTickShape();
  globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' });
};
