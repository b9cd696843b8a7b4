const QUOTED = /^[ \t]*>/;

/** How code was fenced. */
export interface FenceOpening {
  mark: string;
  length: number;
  /** White space before the fence, in characters. */
  indent: number;
  /** Opened at the end of a line of text; then text may follow the closing fence, too. */
  inLine: boolean;
  /** In a quotation, whose marks stand before every line. */
  quoted: boolean;
}

/** Counts the lines of fenced code and finds the fence that closes it (CommonMark, section 4.5). */
export class Fence {
  readonly opening: FenceOpening;
  readonly #closing: RegExp;
  readonly #begun: RegExp;
  #lines = 0;
  /** The beginning of this line of code has been read and let go. */
  #inLine = false;

  constructor(opening: FenceOpening) {
    this.opening = opening;
    const { mark, length, indent, inLine, quoted } = opening;
    const before = quoted ? "[ \\t>]*" : inLine ? "[ \\t]*" : `[ \\t]{0,${indent + 3}}`;
    this.#closing = new RegExp(`^${before}${mark}{${length},}${inLine ? "" : "[ \\t\\r]*$"}`);
    this.#begun = new RegExp(`^[ \\t>]*${mark}*[ \\t\\r]*$`);
  }

  /**
   * What the line being read is: `code`, `left` when the quotation around the code is over, or the closing fence, of
   * which the length is returned.
   *
   * @param line what is known of the line
   * @param ended whether that is all of it
   * @returns `wait` while more characters could change the answer
   */
  read(line: string, ended: boolean): number | "code" | "left" | "wait" {
    if (this.#inLine) return "code";
    if (!ended && this.#begun.test(line)) return "wait";
    const length = this.#closing.exec(line)?.[0].length ?? 0;
    if (length > 0 && (ended || this.opening.inLine)) return length;
    return this.opening.quoted && !QUOTED.test(line) ? "left" : "code";
  }

  /** Code was read. @param ended whether its line has ended */
  count(ended: boolean): void {
    this.#inLine = !ended;
    if (ended) this.#lines++;
  }

  /** What is said in place of the code; already Japanese, as all notices. */
  notice(): string {
    const lines = this.#lines + (this.#inLine ? 1 : 0);
    return lines === 0 ? "コード" : `コード、${lines}行`;
  }
}
