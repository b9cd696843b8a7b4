import { REMINDER } from "./line_start.ts";
import { LONGEST_RUN, runLength } from "./spans.ts";

/** A fence opened at the end of a line of text: at most one word follows it. */
const FENCE_IN_LINE = /^[\w+#.-]{0,40}[ \t\r]{0,40}$/;

/** Where text ends inside a line: at a hidden passage, at fenced code, or where more must be seen to know (`wait`). */
export type BodyMark =
  | { kind: "hidden" | "wait"; at: number }
  | { kind: "fence"; at: number; length: number };

/**
 * Where the next newline, backtick or opening angle bracket stands, from `from` on: all else in a line is text. The
 * length of the text when there is none.
 */
export function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x60 || code === 0x3c || code === 0x0a) return at;
  }
  return text.length;
}

/** Finds what ends the text inside the lines of one paragraph. Inline code is known, so that nothing in it does. */
export class LineBody {
  /** Length of the run of three or more backticks that opened inline code in this paragraph; 0: none. */
  #openRun = 0;

  clear(): void {
    this.#openRun = 0;
  }

  /**
   * @param line what is known of the line from where it was read up to, without its newline
   * @param before the character before it
   * @param end whether the line ends there with a newline, with the whole text, or is still `open`
   */
  find(line: string, before: string, end: "newline" | "text" | "open"): BodyMark | null {
    for (let at = nextMark(line, 0); at < line.length; ) {
      if (line[at] === "<") {
        const inCode = (at > 0 ? line[at - 1] : before) === "`";
        if (!inCode && line.startsWith(REMINDER.from, at)) return { kind: "hidden", at };
        if (
          !inCode &&
          end === "open" &&
          REMINDER.from.startsWith(line.slice(at, at + REMINDER.from.length))
        ) {
          return { kind: "wait", at };
        }
        at = nextMark(line, at + 1);
        continue;
      }
      const run = runLength(line, at);
      const rest = at + run;
      if (rest === line.length && run < LONGEST_RUN && end === "open") return { kind: "wait", at };
      if (run >= 3) {
        if (this.#openRun === 0 && FENCE_IN_LINE.test(line.slice(rest))) {
          if (end === "open") return { kind: "wait", at };
          if (end === "newline") return { kind: "fence", at, length: run };
        }
        if (this.#openRun === 0) this.#openRun = run;
        else if (this.#openRun === run) this.#openRun = 0;
      }
      at = nextMark(line, rest);
    }
    return null;
  }
}
