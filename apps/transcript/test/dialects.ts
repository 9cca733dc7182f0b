import { startAgntixSandbox } from '@switchback/agntix-sandbox';
import type { AgntixSandbox, GivenOptions } from '@switchback/agntix-sandbox';

export type Dialect = NonNullable<GivenOptions['dialect']>;

const paths = ['pages', 'v1'] as const;
const sessions = ['A', 'B', 'C'] as const;
const lists = ['pagination', 'meta'] as const;
const errors = ['requestId', 'status', 'meta', 'detail'] as const;

const product: Dialect[] = paths.flatMap((path) =>
  sessions.flatMap((session) =>
    lists.flatMap((list) => errors.map((error) => ({ paths: path, session, list, errors: error }))),
  ),
);

/**
 * Every combination of what is documented (two forms of paths, three shapes of a session, two kinds of paging, four error
 * bodies), with what has to be expected beside it spread over them, and then the rest.
 */
export const dialects: readonly (Dialect & { readonly name: string })[] = [
  ...product.map((one, n) => ({
    ...one,
    messages: (['paged', 'whole', 'bare'] as const)[n % 3]!,
    unknownQuery: (['ignore', 'refuse'] as const)[Math.floor(n / 3) % 2]!,
    start: (['sessionId', 'session_id', 'none'] as const)[Math.floor(n / 5) % 3]!,
    startStatus: ([200, 201, 202] as const)[n % 3]!,
  })),
  { paths: 'api' } as const,
  { paths: 'both', errors: 'plain' } as const,
  { paths: 'pages', errors: 'html' } as const,
  { paths: 'v1', errors: 'empty' } as const,
].map((one: Dialect) => ({
  ...one,
  name: ['paths', 'session', 'list', 'errors', 'messages', 'start']
    .map((key) => `${key} ${String(one[key as keyof Dialect] ?? 'as usual')}`)
    .join(', '),
}));

export const startDialect = ({ name: _, ...dialect }: Dialect & { name: string }): Promise<AgntixSandbox> =>
  startAgntixSandbox({ dialect, callMs: 0, phoneNumbers: 60 });
