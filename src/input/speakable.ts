import { type CodeStyle, Fence, type FenceOpening } from "./markdown/fence.ts";
import { InlineReader } from "./markdown/inline.ts";
import { LineBody, nextMark } from "./markdown/line_body.ts";
import { type LineStart, lineStart, REMINDER } from "./markdown/line_start.ts";
import { Table, tableCells } from "./markdown/table.ts";
import type { TextSink, WordSink } from "./sinks.ts";
import { StampedText } from "./stamped_text.ts";

/** A heading may end as it began: "## Title ##". */
const CLOSING_HASHES = /(?:^|[ \t])#+[ \t\r]*$/;

/** How a text is to be read. */
export interface Manner {
  /** Sentences may go on in the next line (`wrapped`), or each line ends what it says (`lines`). */
  readonly lines: "wrapped" | "lines";
  readonly code: CodeStyle;
}

/**
 * Turns Markdown into words as it streams: structure and marks are dropped, code is announced instead of read, and
 * paragraphs, headings, list items and table rows end in a pause.
 *
 * A parser of whole documents cannot do this, since the text must be spoken before its end is known. Here every decision
 * needs only a bounded look at what follows, and that much is held back; so the words never depend on where the text was
 * cut into deltas. This class reads the structure of lines, `InlineReader` what stands inside a paragraph.
 */
export class Speakable implements TextSink {
  readonly #words: WordSink;
  readonly #inline: InlineReader;
  readonly #manner: Manner;
  readonly #held = new StampedText();
  #place: "start" | "body" | "fence" | "hidden" | "dropped" = "start";
  #inParagraph = false;
  #inList = false;
  /** The line being read has a quotation mark; the line before had one. */
  #quoted = false;
  #quotedBefore = false;
  #fence: Fence | null = null;
  #table: Table | null = null;
  #hiddenUntil = "";
  #hiddenIn: "start" | "body" = "start";
  readonly #body = new LineBody();
  /** The last two characters of the paragraph that were passed on. */
  #passed = "";
  /** The line begins in bold: when it ends so, too, it is a heading to those who wrote it. */
  #boldLine = false;
  #lastStamp = 0;

  constructor(words: WordSink, manner: Manner) {
    this.#words = words;
    this.#inline = new InlineReader(words);
    this.#manner = manner;
  }

  write(text: string, stamp: number): void {
    this.#lastStamp = stamp;
    const isPlain = this.#place === "body" && this.#held.length === 0 && nextMark(text, 0) === text.length;
    if (isPlain) {
      this.#passed = (this.#passed + text).slice(-2);
      this.#inline.write(text, stamp);
      return;
    }
    this.#held.append(text, stamp);
    while (this.#held.length > 0 && this.#step(false));
  }

  end(): void {
    while (this.#held.length > 0 && this.#step(true));
    this.#held.drop(this.#held.length);
    if (this.#fence !== null) this.#closeFence(this.#fence, this.#lastStamp);
    this.#endTable();
    this.#endParagraph();
  }

  flush(): void {
    this.#endTable();
    if (this.#place !== "start" && this.#place !== "body") return;
    // How a line begins decides what it is, so that much is waited for.
    while (this.#place === "body" && this.#held.length > 0 && this.#step(true));
    this.#inline.flush();
    this.#words.flush();
  }

  forget(): void {
    this.#table = null;
    const isText = this.#place === "start" || this.#place === "body";
    this.#words.forget(this.#inline.holds || (isText && this.#held.text.trim() !== ""));
  }

  /** Reads on; false when more text is needed for that. */
  #step(final: boolean): boolean {
    switch (this.#place) {
      case "start":
        return this.#readStart(final);
      case "body":
        return this.#readBody(final);
      case "fence":
        return this.#readFence(final);
      case "hidden":
        return this.#readHidden();
      case "dropped":
        return this.#readDropped();
    }
  }

  #readStart(final: boolean): boolean {
    const text = this.#held.text;
    const newline = this.#held.newline;
    const line = newline < 0 ? text : text.slice(0, newline);
    const start = lineStart(line, final || newline >= 0, {
      inParagraph: this.#inParagraph,
      inList: this.#inList,
    });
    if (start === "wait") return false;
    this.#beginLine(start, line);
    return true;
  }

  #beginLine(start: LineStart, line: string): void {
    if (start.kind !== "row") this.#endTable();
    switch (start.kind) {
      case "text":
        if (this.#inParagraph) {
          this.#inline.write("\n", this.#held.stampAt(0));
        } else if (!/^[ \t]/.test(line)) {
          this.#inList = false;
        }
        this.#enterParagraph();
        this.#boldLine = line.startsWith("**");
        return;
      case "quote":
        if (!this.#quotedBefore && !this.#quoted) this.#endParagraph();
        this.#quoted = true;
        this.#held.drop(start.skip);
        return;
      case "item":
        this.#endParagraph();
        this.#inList = true;
        this.#held.drop(start.skip);
        return;
      case "heading":
        this.#endParagraph();
        this.#inParagraph = true;
        this.#held.pass(start.skip, line.replace(CLOSING_HASHES, "").length, (text, stamp) =>
          this.#inline.write(text, stamp),
        );
        break;
      case "row":
        this.#endParagraph();
        this.#table ??= new Table();
        this.#table.add(line, this.#held.stampAt(line.length - 1));
        break;
      case "fence":
        this.#endParagraph();
        this.#held.drop(line.length + 1);
        this.#openFence({ ...start, inLine: false });
        return;
      case "hidden":
        this.#endParagraph();
        this.#held.drop(start.skip);
        this.#hide(start.until, "start");
        return;
      case "dropped":
        this.#place = "dropped";
        return;
      case "rule":
      case "blank":
        break;
    }
    this.#endParagraph();
    this.#held.drop(line.length);
    this.#endLine();
  }

  /** Passes the rest of a line of text on, up to what must be seen further before it can be told from text. */
  #readBody(final: boolean): boolean {
    const text = this.#held.text;
    const newline = this.#held.newline;
    const line = newline < 0 ? text : text.slice(0, newline);
    const end = newline >= 0 ? "newline" : final ? "text" : "open";
    const mark = this.#body.find(line, this.#passed.slice(-1), end);
    this.#passOn(mark?.at ?? line.length);
    switch (mark?.kind) {
      case "wait":
        return false;
      case "hidden":
        this.#held.drop(REMINDER.from.length);
        this.#hide(REMINDER.until, "body");
        return true;
      case "fence":
        this.#endParagraph();
        this.#held.drop(line.length - mark.at + 1);
        this.#openFence({ ...mark, mark: "`", indent: 0, inLine: true });
        return true;
      default:
        if (newline < 0) return true;
        if (this.#boldLine && this.#passed === "**") this.#endParagraph();
        this.#endLine();
        return true;
    }
  }

  #passOn(count: number): void {
    if (count === 0) return;
    this.#passed = (this.#passed + this.#held.text.slice(0, count)).slice(-2);
    this.#held.pass(0, count, (text, stamp) => this.#inline.write(text, stamp));
    this.#held.drop(count);
  }

  #readFence(final: boolean): boolean {
    const fence = this.#fence;
    if (fence === null) return false;
    const text = this.#held.text;
    const newline = this.#held.newline;
    const line = newline < 0 ? text : text.slice(0, newline);
    const found = fence.read(line, final || newline >= 0);
    switch (found) {
      case "wait":
        return false;
      case "left":
        this.#closeFence(fence, this.#lastStamp);
        this.#quoted = false;
        return true;
      case "code":
        this.#say(fence.take(line, newline >= 0), this.#held.stampAt(line.length - 1));
        this.#held.drop(newline < 0 ? line.length : newline + 1);
        return true;
      default:
        this.#closeFence(fence, this.#held.stampAt(found - 1));
        this.#held.drop(fence.opening.inLine ? found : line.length);
        if (fence.opening.inLine) this.#enterParagraph();
        else this.#endLine();
        return true;
    }
  }

  #readHidden(): boolean {
    const found = this.#held.text.indexOf(this.#hiddenUntil);
    if (found < 0) {
      this.#held.drop(Math.max(0, this.#held.length - this.#hiddenUntil.length + 1));
      return false;
    }
    this.#held.drop(found + this.#hiddenUntil.length);
    this.#place = this.#hiddenIn;
    return true;
  }

  #readDropped(): boolean {
    const newline = this.#held.newline;
    this.#held.drop(newline < 0 ? this.#held.length : newline);
    if (newline >= 0) this.#endLine();
    return true;
  }

  #openFence(opening: Omit<FenceOpening, "quoted">): void {
    this.#fence = new Fence({ ...opening, quoted: this.#quoted }, this.#manner.code);
    this.#place = "fence";
  }

  #closeFence(fence: Fence, stamp: number): void {
    this.#say(fence.close(), stamp);
    this.#fence = null;
    this.#place = "start";
  }

  #say(notices: readonly string[], stamp: number): void {
    for (const notice of notices) this.#words.notice(notice, stamp);
  }

  #hide(until: string, place: "start" | "body"): void {
    this.#hiddenUntil = until;
    this.#hiddenIn = place;
    this.#place = "hidden";
  }

  #endTable(): void {
    const table = this.#table;
    this.#table = null;
    if (table === null) return;
    const { content } = table;
    if (typeof content === "string") this.#words.notice(content, table.stamp);
    else for (const { line, stamp } of content) this.#speakRow(line, stamp);
  }

  #speakRow(row: string, stamp: number): void {
    for (const { text, joint } of tableCells(row)) {
      if (joint !== "") this.#words.words(joint, stamp, false);
      this.#inline.write(text, stamp);
      this.#inline.finish();
    }
    this.#words.pause();
  }

  /** Steps over the newline, if it is there. */
  #endLine(): void {
    this.#held.drop(1);
    this.#quotedBefore = this.#quoted;
    this.#quoted = false;
    this.#place = "start";
    if (this.#manner.lines === "lines") this.#endParagraph();
  }

  #enterParagraph(): void {
    this.#inParagraph = true;
    this.#place = "body";
  }

  #endParagraph(): void {
    if (!this.#inParagraph) return;
    this.#inline.finish();
    this.#words.pause();
    this.#inParagraph = false;
    this.#body.clear();
    this.#passed = "";
  }
}
