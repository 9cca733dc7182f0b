const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPENS = new Set([91, 123]);
const CLOSES = new Set([93, 125]);

/**
 * Takes a JSON text piece by piece and gives the elements of its list (the root, or the root object's `data`) as texts
 * as soon as each is complete, so that a long list is never held whole. What is around the list stays in `rest`, itself
 * JSON. Does not validate; whoever parses the parts does.
 */
export class ArraySplitter {
  rest = '';
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The depth of the list's elements; 0 while outside of it. */
  #listDepth = 0;
  #element = '';
  #text = '';
  #lastKey = '';

  push(piece: string): string[] {
    const complete: string[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (this.#inString) this.#inText(code, piece.charAt(at));
      else if (code === QUOTE) {
        this.#inString = true;
        this.#text = '';
      } else if (OPENS.has(code)) {
        this.#depth += 1;
        if (this.#opensList(code)) {
          this.rest += piece.slice(from, at + 1);
          from = at + 1;
          this.#listDepth = this.#depth;
        }
      } else if (CLOSES.has(code)) {
        if (this.#listDepth > 0 && this.#depth === this.#listDepth) {
          this.#finish(piece.slice(from, at), complete);
          this.#listDepth = 0;
          from = at;
        }
        this.#depth -= 1;
      } else if (code === COMMA && this.#listDepth > 0 && this.#depth === this.#listDepth) {
        this.#finish(piece.slice(from, at), complete);
        from = at + 1;
      }
    }
    const left = piece.slice(from);
    if (this.#listDepth > 0) this.#element += left;
    else this.rest += left;
    return complete;
  }

  #inText(code: number, char: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === BACKSLASH) this.#escaped = true;
    else if (code === QUOTE) {
      this.#inString = false;
      if (this.#depth === 1) this.#lastKey = this.#text;
    } else if (this.#depth === 1) this.#text += char;
  }

  #opensList(code: number): boolean {
    if (code !== 91 || this.#listDepth > 0) return false;
    return this.#depth === 1 ? this.rest.trim() === '' : this.#depth === 2 && this.#lastKey === 'data';
  }

  #finish(tail: string, complete: string[]): void {
    const element = this.#element + tail;
    this.#element = '';
    if (element.trim() !== '') complete.push(element);
  }
}
