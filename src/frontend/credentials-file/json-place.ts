/** RFC 8259, sections 2, 6 and 7. */
const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** A place in a text as editors count it, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a text stops being JSON. Engines say so in words of their own, some without the place, and all with a piece of
 * the text, which may be a secret.
 */
export function brokenAt(text: string): Place {
  const scan = new Scan(text);
  if (scan.value()) scan.space();
  const before = text.slice(0, scan.at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Goes as far as the text is JSON; each step says whether it was there. */
class Scan {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  space(): boolean {
    return this.#take(SPACE);
  }

  value(): boolean {
    this.space();
    if (this.#is("{"))
      return this.#list("}", () => this.#take(STRING) && this.space() && this.#is(":") && this.value());
    if (this.#is("[")) return this.#list("]", () => this.value());
    return this.#take(STRING) || this.#take(SCALAR);
  }

  #list(end: string, item: () => boolean): boolean {
    this.space();
    if (this.#is(end)) return true;
    for (;;) {
      this.space();
      if (!item()) return false;
      this.space();
      if (this.#is(end)) return true;
      if (!this.#is(",")) return false;
    }
  }

  #is(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found) this.at = pattern.lastIndex;
    return found !== null;
  }
}
