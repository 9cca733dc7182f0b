import { nodeFlags } from '@switchback/local/node-flags';
import { startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

/** A service with the flags of Node that its image has. */
export const startShipped = (app: string, env: Record<string, string>): Promise<RunningApp> =>
  startApp(app, env, undefined, nodeFlags);
