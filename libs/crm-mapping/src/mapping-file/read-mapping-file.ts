import { LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import { mappingFile } from './mapping-file.ts';
import type { MappingFile } from './mapping-file.ts';

/** Something wrong in a mapping file, where it stands. */
export interface MappingFault {
  /** Starts at 1. */
  readonly line: number;
  /** Names between dots; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

export type ReadMappingFile =
  { readonly file: MappingFile; readonly faults?: never } | { readonly file?: never; readonly faults: MappingFault[] };

type Path = readonly PropertyKey[];
interface Flat {
  readonly path: Path;
  readonly message: string;
  /** A key of the mapping at `path` that should not be there. */
  readonly key?: string;
}

/** The faults of the branch that was meant: one that fits by its keys. Where none does, the union's own. */
const ofUnion = (issue: z.core.$ZodIssueInvalidUnion): Flat[] => {
  const branches = issue.errors.map((branch) => branch.flatMap(flattened));
  const meant = branches.find((branch) => branch.every(({ path }) => path.length > 0));
  if (!meant) return [{ path: issue.path, message: issue.message }];
  return meant.map((flat) => ({ ...flat, path: [...issue.path, ...flat.path] }));
};

const flattened = (issue: z.core.$ZodIssue): Flat[] => {
  if (issue.code === 'invalid_union') return ofUnion(issue);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: issue.path, key, message: `there is no setting "${key}" here` }));
  return [{ path: issue.path, message: issue.message }];
};

/** The offset of what a path names, or of the nearest thing around it: what is missing stands nowhere. */
const offsetOf = (document: Document, { path, key }: Flat): number => {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    const pair =
      key !== undefined && isMap(node)
        ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
    return (isNode(pair?.key) ? pair.key.range?.[0] : undefined) ?? node.range?.[0] ?? 0;
  }
  return 0;
};

const pathText = ({ path, key }: Flat): string => [...path, ...(key === undefined ? [] : [key])].map(String).join('.');

/** Reads a mapping file's text. Every fault is told, in the order of lines; values of the file are never repeated. */
export const readMappingFile = (text: string): ReadMappingFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0)
    return { faults: document.errors.map(({ pos, message }) => ({ line: lineAt(pos[0]), path: '', message })) };
  const parsed = mappingFile.safeParse(document.toJS());
  if (parsed.success) return { file: parsed.data };
  const faults = parsed.error.issues.flatMap(flattened).map((flat) => ({
    line: lineAt(offsetOf(document, flat)),
    path: pathText(flat),
    message: flat.message,
  }));
  return { faults: faults.sort((one, other) => one.line - other.line) };
};
