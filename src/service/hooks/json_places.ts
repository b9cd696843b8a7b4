/** A value in a JSON text, with where it stands: offsets in UTF-16 units, the end behind its last character. */
export type Place = {
  readonly start: number;
  readonly end: number;
} & (
  | { readonly kind: "object"; readonly members: readonly Member[] }
  | { readonly kind: "array"; readonly elements: readonly Place[] }
  | { readonly kind: "other"; readonly value: unknown }
);

export type ObjectPlace = Extract<Place, { kind: "object" }>;
export type ArrayPlace = Extract<Place, { kind: "array" }>;

/** A member of an object: its name begins at `start`. */
export interface Member {
  readonly name: string;
  readonly start: number;
  readonly place: Place;
}

/**
 * Finds where everything stands in a JSON text (RFC 8259), so that it can be edited without a change to what stands around.
 *
 * @throws SyntaxError when it is no JSON
 */
export function placesIn(text: string): Place {
  // What is JSON is for the runtime to say; below, nothing can be wrong any more.
  JSON.parse(text);
  return new Scanner(text).value();
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const LITERAL = /[^\s,\]}]+/y;

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Place {
    this.#skip(SPACE);
    const start = this.#at;
    const first = this.#text[start];
    if (first === "{")
      return { kind: "object", members: this.#list("}", () => this.#member()), ...this.#from(start) };
    if (first === "[")
      return { kind: "array", elements: this.#list("]", () => this.value()), ...this.#from(start) };
    const literal = this.#skip(first === '"' ? STRING : LITERAL);
    return { kind: "other", value: JSON.parse(literal), ...this.#from(start) };
  }

  #member(): Member {
    this.#skip(SPACE);
    const start = this.#at;
    const name: string = JSON.parse(this.#skip(STRING));
    this.#skip(SPACE);
    this.#at++;
    return { name, start, place: this.value() };
  }

  /** What stands between brackets, parted by commas. */
  #list<T>(close: string, read: () => T): T[] {
    const items: T[] = [];
    this.#at++;
    this.#skip(SPACE);
    while (this.#text[this.#at] !== close) {
      items.push(read());
      this.#skip(SPACE);
      if (this.#text[this.#at] === ",") this.#at++;
    }
    this.#at++;
    return items;
  }

  #from(start: number): { start: number; end: number } {
    return { start, end: this.#at };
  }

  /** Moves on behind what the pattern matches here, and gives it. */
  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [matched = ""] = pattern.exec(this.#text) ?? [];
    this.#at += matched.length;
    return matched;
  }
}
