/** What was asked for, and how it was answered; no bodies. */
export class RequestLog {
  readonly #counts = new Map<string, number>();
  readonly #answers: { readonly at: number; readonly route: string; readonly status: number }[] = [];

  add(route: string, status: number): void {
    const key = `${route} ${status}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#answers.push({ at: Date.now(), route, status });
  }

  /** How many answers of each status each call had, as `getSession 200`. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** How many answers each second saw, by status class, oldest first; for judging a rate. */
  perSecond(): { second: number; ok: number; refused: number; other: number }[] {
    const seconds = Map.groupBy(this.#answers, ({ at }) => Math.floor(at / 1_000));
    return [...seconds].map(([second, answers]) => {
      const ok = answers.filter(({ status }) => status < 300).length;
      const refused = answers.filter(({ status }) => status === 429).length;
      return { second, ok, refused, other: answers.length - ok - refused };
    });
  }
}
