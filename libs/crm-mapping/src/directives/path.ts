import { z } from 'zod';

/** Where in the view of a call a value is: names between dots; an item of a list by its number. */
export const path = z
  .string()
  .regex(
    /^(?:session|outcome|goal|timing|analysis|transcript|links)(?:\.[^.{}\s]+)*$/,
    'expected a path such as analysis.summary, from session, outcome, goal, timing, analysis, transcript or links',
  );

// As many as the mapping file has paths.
const namesOf = new Map<string, readonly string[]>();

const namesIn = (at: string): readonly string[] => {
  const known = namesOf.get(at);
  if (known) return known;
  const names = at.split('.');
  namesOf.set(at, names);
  return names;
};

/** What stands at a path, by own properties only; undefined where it leads nowhere, and for null. */
export const readPath = (view: unknown, at: string): unknown => {
  let found: unknown = view;
  for (const name of namesIn(at)) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found ?? undefined;
};
