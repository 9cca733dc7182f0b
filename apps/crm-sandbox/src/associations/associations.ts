/** Links between records, both ways, as HubSpot's default associations. */
export class Associations {
  readonly #links = new Map<string, Set<string>>();

  /** False when the link is there already. */
  link(from: string, to: string): boolean {
    const isNew = !this.#links.get(from)?.has(to);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const links = this.#links.get(one) ?? new Set<string>();
      this.#links.set(one, links.add(other));
    }
    return isNew;
  }

  /** Ids of the records of `type` that `record` (`<type>/<id>`) is linked to. */
  of(record: string, type: string): string[] {
    return [...(this.#links.get(record) ?? [])]
      .filter((other) => other.startsWith(`${type}/`))
      .map((other) => other.slice(type.length + 1));
  }
}
