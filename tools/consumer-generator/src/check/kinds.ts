/** What the check generates beside the consumer of `docs/consumers.md`, which is the kind with a database alone. */
export const kinds: Readonly<Record<string, readonly string[]>> = {
  'check-plain': ['--http=plain', '--topic=agntix.session-events.v1', '--types=ai.agntix.session.ended'],
  'check-bearer': ['--http=bearer'],
  'check-both': ['--http=bearer', '--database', '--topic=crm.task-synced.v1'],
};

export const generateCommand = (name: string, options: readonly string[]): string =>
  ['npx nx g consumer', name, '--owner=team-check', ...options].join(' ');
