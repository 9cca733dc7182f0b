import type { topics } from './topics.ts';

/**
 * Consumers beside the built-in ones, each with the topics that it reads. `npx nx g consumer` adds a line; with it the
 * dead-letter topics are created, `switchback lag` shows the group, and the manifests are checked.
 */
export const consumers = {
  'chat-notifier': ['sessionEnriched'],
  'warehouse-sink': ['sessionEnriched'],
} as const satisfies Record<string, readonly (keyof typeof topics)[]>;
