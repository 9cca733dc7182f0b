import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** Collects a stream's lines; `onLine` sees each as it comes. */
export const collectLines = (stream: Readable, onLine: (line: string) => void = () => undefined): string[] => {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line);
    onLine(line);
  });
  return lines;
};

interface ReadyLine {
  url: string | null;
  managementUrl: string;
}

/** The ready line that every app logs once it serves; undefined for any other line. */
export const parseReadyLine = (line: string): ReadyLine | undefined => {
  if (!line.includes('"event":"ready"')) return undefined;
  try {
    const { url = null, managementUrl } = JSON.parse(line) as { url?: string | null; managementUrl?: string };
    return managementUrl === undefined ? undefined : { url, managementUrl };
  } catch {
    return undefined;
  }
};
