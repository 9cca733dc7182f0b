import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { nodeFlags, podHeapFlag } from '@switchback/local/node-flags';
import type { Said } from './member.ts';

export interface Member {
  stop(): Promise<void>;
}

/** A consumer in a process of its own, with the flags and the heap that services run with. Resolves once it is in its group. */
export const startMember = async (args: readonly string[], onSaid: (said: Said) => void): Promise<Member> => {
  const child = fork(join(import.meta.dirname, 'member.js'), args, {
    execArgv: [...nodeFlags, podHeapFlag],
  });
  const ended = once(child, 'exit');
  child.on('message', (said) => onSaid(said as Said));
  await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the member ended before it said anything'))),
  ]);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { stop };
};
