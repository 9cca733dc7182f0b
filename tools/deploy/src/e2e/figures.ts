import { say } from '@switchback/local/sample';

export type Unit = 's' | 'MB' | 'MiB';

interface Figure {
  readonly what: string;
  readonly values: readonly number[];
  readonly unit: Unit;
}

/** What a run has measured, in the order in which it was seen; `docs/operations.md` takes its figures from here. */
export class Figures {
  readonly #seen = new Map<string, Figure>();

  /** Values under one name stand in one row. */
  note(what: string, unit: Unit, ...values: number[]): void {
    if (values.length === 0) return;
    this.#seen.set(what, { what, unit, values: [...(this.#seen.get(what)?.values ?? []), ...values] });
  }

  /** A table in Markdown, widest column first; nothing when nothing was measured. */
  table(): string[] {
    const rows = [...this.#seen.values()].map(({ what, values, unit }) => [what, `${values.join(', ')} ${unit}`]);
    if (rows.length === 0) return [];
    const all = [['what', 'seen'], ...rows];
    const [left, right] = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    const lines = all.map(([what = '', seen = '']) => `| ${what.padEnd(left ?? 0)} | ${seen.padEnd(right ?? 0)} |`);
    lines.splice(1, 0, `| ${'-'.repeat(left ?? 0)} | ${'-'.repeat(right ?? 0)} |`);
    return lines;
  }

  /** One object a line. */
  json(): string[] {
    return [...this.#seen.values()].map((figure) => JSON.stringify(figure));
  }
}

/** Seconds with one decimal since a moment of `Date.now()`. */
export const secondsSince = (moment: number): number => Math.round((Date.now() - moment) / 100) / 10;

/** Prints what was measured, for people or for programs. */
export const sayFigures = (figures: Figures, json: boolean): void => {
  for (const line of json ? figures.json() : figures.table()) say(line);
};
