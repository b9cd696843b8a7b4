import { isPronounceable, spokenCharacters, tidy } from "./symbols.ts";

const QUOTED = /^[ \t]*>/;

/** What is done with fenced code: a notice in its place, nothing at all, or it is read as it stands. */
export const CODE_STYLES = ["announce", "skip", "read"] as const;
export type CodeStyle = (typeof CODE_STYLES)[number];

/** A line of code longer than this is read in pieces, in characters. */
const LONGEST_PIECE = 400;
/** A longer line closes nothing, in characters. */
const LONGEST_CLOSING = 1000;

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

/** Counts the lines of fenced code, and finds the fence that closes it (CommonMark, section 4.5). */
export class Fence {
  readonly opening: FenceOpening;
  readonly #style: CodeStyle;
  readonly #closing: RegExp;
  readonly #begun: RegExp;
  #lines = 0;
  /** The beginning of this line of code has been read and let go. */
  #inLine = false;
  /** What was let go and is still to be read aloud. */
  #unread = "";

  constructor(opening: FenceOpening, style: CodeStyle) {
    this.opening = opening;
    this.#style = style;
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
    const isLong = line.length > LONGEST_CLOSING;
    if (!ended && !isLong && this.#begun.test(line)) return "wait";
    const length = isLong ? 0 : (this.#closing.exec(line)?.[0].length ?? 0);
    if (length > 0 && (ended || this.opening.inLine)) return length;
    return this.opening.quoted && !QUOTED.test(line.slice(0, LONGEST_CLOSING)) ? "left" : "code";
  }

  /**
   * Takes code that was read.
   *
   * @param code a line, or a piece of one
   * @param ended whether its line has ended
   * @returns what is to be said of it at once, as it stands
   */
  take(code: string, ended: boolean): string[] {
    const isStart = !this.#inLine;
    this.#inLine = !ended;
    if (ended) this.#lines++;
    if (this.#style !== "read") return [];
    this.#unread += isStart && this.opening.quoted ? code.replace(QUOTED, "") : code;
    const pieces: string[] = [];
    while (this.#unread.length > LONGEST_PIECE) {
      const blank = this.#unread.lastIndexOf(" ", LONGEST_PIECE);
      const isInPair = /[\ud800-\udbff]/.test(this.#unread.charAt(LONGEST_PIECE - 1));
      const end = blank > 0 ? blank : isInPair ? LONGEST_PIECE - 1 : LONGEST_PIECE;
      pieces.push(this.#unread.slice(0, end));
      this.#unread = this.#unread.slice(end);
    }
    if (ended) {
      pieces.push(this.#unread);
      this.#unread = "";
    }
    return pieces.map(readable).filter(isPronounceable);
  }

  /** What is said at the end of the code; already Japanese, as all notices, but for what is left of the code itself. */
  close(): string[] {
    if (this.#style === "read") return [readable(this.#unread)].filter(isPronounceable);
    if (this.#style === "skip") return [];
    const lines = this.#lines + (this.#inLine ? 1 : 0);
    return [lines === 0 ? "コード" : `コード、${lines}行`];
  }
}

function readable(code: string): string {
  return tidy(spokenCharacters(code));
}
