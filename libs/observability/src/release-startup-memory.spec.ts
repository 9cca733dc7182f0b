import { createHook } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { releaseStartupMemory } from './release-startup-memory.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('releaseStartupMemory', () => {
  it('keeps an object of process.nextTick alive, so that V8 keeps their shape', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const made: WeakRef<object>[] = [];
    const hook = createHook({
      init: (_id, type, _trigger, resource) => {
        if (type === 'TickObject') made.push(new WeakRef(resource));
      },
    }).enable();
    releaseStartupMemory();
    hook.disable();
    await turn();
    collect();
    await turn();
    expect(made.some((object) => object.deref() !== undefined)).toBe(true);
  });
});
