import type { WordSink } from "../sinks.ts";
import { InlineReader } from "./inline.ts";
import { type BodyMark, LineBody } from "./line_body.ts";
import { tableCells } from "./table.ts";

const BOLD = /^[ \t]*\*\*/;

/** The running paragraph, be it a heading's, an item's or a row's: what was begun is ended with a pause. */
export class Paragraph {
  readonly #words: WordSink;
  readonly #inline: InlineReader;
  readonly #body = new LineBody();
  #isOpen = false;
  /** The last two characters that were passed on. */
  #passed = "";
  /** The line begins in bold: when it ends so, too, it is a heading to those who wrote it. */
  #boldLine = false;

  constructor(words: WordSink) {
    this.#words = words;
    this.#inline = new InlineReader(words);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether characters are held back until their meaning is known. */
  get holds(): boolean {
    return this.#inline.holds;
  }

  /** The last word of a sentence that would end with the text so far; "" if it is not held back. */
  get ending(): string {
    return this.#inline.ending;
  }

  /** Whether a line cannot go on with the one before: lines that all begin in bold are as many items. */
  isParted(line: string): boolean {
    return this.#isOpen && this.#boldLine && BOLD.test(line);
  }

  /** A line of text begins here, or goes on behind code. @param line what is known of it */
  beginLine(line: string): void {
    this.#isOpen = true;
    this.#boldLine = BOLD.test(line);
  }

  /** The white space between two of its lines. @param stamp when the second one began, in ms */
  wrap(stamp: number): void {
    this.#inline.write("\n", stamp);
  }

  /** @param stamp when the text was read, in ms */
  write(text: string, stamp: number): void {
    this.#isOpen = true;
    this.#passed = (this.#passed + text).slice(-2);
    this.#inline.write(text, stamp);
  }

  /** What ends the text inside the line, see {@link LineBody}. */
  find(line: string, end: "newline" | "text" | "open"): BodyMark | null {
    return this.#body.find(line, this.#passed.slice(-1), end);
  }

  endLine(): void {
    if (this.#boldLine && this.#passed === "**") this.end();
    else if (!this.#inline.holds) this.#words.ahead("\n");
  }

  /** The cells of a table's row, as one sentence. @param stamp when its last character was read, in ms */
  row(row: string, stamp: number): void {
    for (const { text, joint } of tableCells(row)) {
      if (joint !== "") this.#words.words(joint, stamp, false);
      this.#inline.write(text, stamp);
      this.#inline.finish();
    }
    this.#words.pause();
  }

  /** Its words so far are given; it may go on. */
  flush(): void {
    this.#inline.flush();
    this.#words.flush();
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#inline.finish();
    this.#words.pause();
    this.#isOpen = false;
    this.#body.clear();
    this.#passed = "";
  }
}
