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

export function isCloser(character: string): boolean {
  return AFTER_MARK.has(character);
}

/** The brackets and double quotes that are open at the place a sentence has been read up to. */
export class Enclosures {
  #open: { at: number; closer: string }[] = [];

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
    if (character === '"' && (at === from || OPENS_QUOTE.test(text.charAt(at - 1)))) closer = '"';
    if (closer !== undefined && this.#open.length < DEEPEST) this.#open.push({ at, closer });
    else if (CLOSERS.has(character)) this.#closeBeyond(character);
  }

  /**
   * Whether a sentence that would end at `end` lies inside a bracket or quote that closes soon after.
   *
   * @param mark where the sentence's end mark is; closers between it and `end` close what they fit
   */
  hold(text: string, mark: number, end: number, final: boolean): boolean | "wait" {
    const open = [...this.#open];
    for (let at = mark + 1; at < end; at++) {
      if (open.at(-1)?.closer === text[at]) open.pop();
    }
    for (const { at, closer } of open) {
      if (mark - at > FARTHEST_OPENING) continue;
      if (text.slice(end, end + FARTHEST_CLOSING).includes(closer)) return true;
      if (!final && text.length < end + FARTHEST_CLOSING) return "wait";
    }
    return false;
  }

  /** A closer that does not fit the innermost bracket closes the nearest that it fits. */
  #closeBeyond(character: string): void {
    const nearest = this.#open.findLastIndex(({ closer }) => closer === character);
    if (nearest >= 0) this.#open.length = nearest;
  }
}
