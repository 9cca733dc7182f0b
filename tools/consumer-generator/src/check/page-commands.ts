/** A command of a page, or a file that the page tells its reader to write. */
export type Step = { readonly command: string } | { readonly file: string; readonly text: string };

const FENCE = /^```(\w+)(?: (\S+))?\n([^]*?)\n```$/gm;

const commandsOf = (text: string): Step[] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((command) => command !== '')
    .map((command) => ({ command }));

/** In the order of the page: each line of a `sh` block, and each block that has a path beside its language. */
export const pageSteps = (page: string): Step[] =>
  [...page.matchAll(FENCE)].flatMap(([, language, file, text = '']): Step[] => {
    if (file !== undefined) return [{ file, text: `${text}\n` }];
    return language === 'sh' ? commandsOf(text) : [];
  });
