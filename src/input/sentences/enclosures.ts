const CLOSER: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  "“": "”",
  "«": "»",
  "「": "」",
  "『": "』",
  "（": "）",
  "【": "】",
};
const CLOSERS = new Set(Object.values(CLOSER));

/** What may stand between the end mark of a sentence and the white space behind it. */
const AFTER_MARK = new Set([...CLOSERS, '"', "'", "’"]);

/** Brackets and quotes farther apart than this do not hold a sentence together, in characters. */
const FARTHEST_OPENING = 200;
const FARTHEST_CLOSING = 100;
const DEEPEST = 8;

const OPENS_QUOTE = /[\s\uE000([{“‘—–/-]/;

/** Single quotes before a word and behind one; apostrophes are neither, and words that begin with one are known. */
const SINGLE_QUOTE =
  /(?<![^\s\uE000([{"“—–])(?:['‘](?!(?:em|cause|til|tis|twas|n)\b|\d\ds?\b)(?=[\p{L}\p{N}]))|(?<=\S)['’](?![\p{L}\p{N}])/giu;

export function isCloser(character: string): boolean {
  return AFTER_MARK.has(character);
}

/** The brackets and double quotes that are open at the place a sentence has been read up to. */
export class Enclosures {
  #open: { at: number; closer: string }[] = [];

  /** Whether no bracket and no double quote is open. */
  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  clear(): void {
    this.#open.length = 0;
  }

  /** Offsets move by `count`, because that many characters before them were dropped. */
  shift(count: number): void {
    for (const enclosure of this.#open) enclosure.at -= count;
  }

  /** Takes the character at `at` of the sentence that begins at `from` into account. Call it for each in order. */
  read(text: string, from: number, at: number): void {
    const character = text.charAt(at);
    const top = this.#open.at(-1);
    if (top?.closer === character) {
      this.#open.pop();
      return;
    }
    let closer = CLOSER[character];
    // A sad face is no bracket.
    if (character === "(" && at > from && /[:;]/.test(text.charAt(at - 1))) return;
    if (character === '"' && (at === from || OPENS_QUOTE.test(text.charAt(at - 1)))) closer = '"';
    if (closer !== undefined && this.#open.length < DEEPEST) this.#open.push({ at, closer });
    else if (CLOSERS.has(character)) this.#closeBeyond(character);
  }

  /** Whether `at`, up to which the sentence that begins at `from` was read, lies inside a bracket or quote. */
  holdsAt(text: string, from: number, at: number): boolean {
    return (
      this.#open.some((enclosure) => at - enclosure.at <= FARTHEST_OPENING) ||
      singleQuote(text, from, at) >= 0
    );
  }

  /**
   * Whether a sentence that would end at `end` lies inside a bracket or quote that closes soon after.
   *
   * @param from the beginning of the sentence
   * @param mark where its end mark is; closers between it and `end` close what they fit
   */
  hold(text: string, from: number, mark: number, end: number, final: boolean): boolean | "wait" {
    const open = [...this.#open];
    for (let at = mark + 1; at < end; at++) {
      if (open.at(-1)?.closer === text[at]) open.pop();
    }
    const quote = singleQuote(text, from, end);
    if (quote >= 0) open.push({ at: quote, closer: "'" });
    for (const { at, closer } of open) {
      if (mark - at > FARTHEST_OPENING) continue;
      const ahead = text.slice(end, end + FARTHEST_CLOSING);
      if (closer === "'" ? closesSingleQuote(ahead) : ahead.includes(closer)) return true;
      if (!final && ahead.length < FARTHEST_CLOSING) return "wait";
    }
    return false;
  }

  /** A closer that does not fit the innermost bracket closes the nearest that it fits. */
  #closeBeyond(character: string): void {
    const nearest = this.#open.findLastIndex(({ closer }) => closer === character);
    if (nearest >= 0) this.#open.length = nearest;
  }
}

/** Where the single quote stands that is open at `to`; -1 when none is. The character at `to` must be known. */
function singleQuote(text: string, from: number, to: number): number {
  const read = text.slice(from, to);
  if (!/['‘]/.test(read)) return -1;
  let open = -1;
  for (const { 0: quote, index } of read.matchAll(SINGLE_QUOTE)) {
    const opens = quote === "‘" || index === 0 || OPENS_QUOTE.test(read.charAt(index - 1));
    open = opens ? from + index : -1;
  }
  return open;
}

/** A single quote closes behind a word or mark and before white space; what could still be an apostrophe does not. */
function closesSingleQuote(ahead: string): boolean {
  return /\S['’](?=[\s\uE000.,;:!?)\]])/u.test(ahead);
}
