import type { CodeStyle, FenceOpening } from "./markdown/fence.ts";
import { FencedCode } from "./markdown/fenced_code.ts";
import { nextMark } from "./markdown/line_body.ts";
import { type LineStart, lineStart, REMINDER } from "./markdown/line_start.ts";
import { Paragraph } from "./markdown/paragraph.ts";
import { Table } from "./markdown/table.ts";
import type { TextSink, WordSink } from "./sinks.ts";
import { StampedText } from "./stamped_text.ts";

/** More white space than this before a line says nothing more, in characters. */
const LONGEST_INDENT = 200;
const INDENT = /^[ \t\r]*/;

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
 * cut into deltas. This class reads the structure of lines, `Paragraph` what stands inside them.
 */
export class Speakable implements TextSink {
  readonly #words: WordSink;
  readonly #paragraph: Paragraph;
  readonly #manner: Manner;
  readonly #held = new StampedText();
  #place: "start" | "body" | "fence" | "hidden" | "dropped" = "start";
  #inList = false;
  /** The line being read has a quotation mark; the line before had one. */
  #quoted = false;
  #quotedBefore = false;
  readonly #code: FencedCode;
  #table: Table | null = null;
  #hiddenUntil = "";
  #hiddenIn: "start" | "body" = "start";
  #lastStamp = 0;

  constructor(words: WordSink, manner: Manner) {
    this.#words = words;
    this.#paragraph = new Paragraph(words);
    this.#code = new FencedCode(words, manner.code);
    this.#manner = manner;
  }

  get open(): string {
    const { open } = this.#words;
    return open === "" ? "" : open + this.#paragraph.ending;
  }

  write(text: string, stamp: number): void {
    this.#lastStamp = stamp;
    const isPlain = this.#place === "body" && this.#held.length === 0 && nextMark(text, 0) === text.length;
    if (isPlain) {
      this.#paragraph.write(text, stamp);
      return;
    }
    this.#held.append(text, stamp);
    while (this.#held.length > 0 && this.#step(false));
  }

  end(): void {
    while (this.#held.length > 0 && this.#step(true));
    this.#held.drop(this.#held.length);
    this.#code.end(this.#lastStamp);
    this.#endTable();
    this.#paragraph.end();
  }

  flush(): void {
    const hadTable = this.#table !== null;
    this.#endTable();
    if (hadTable) this.#table = new Table();
    // How a line begins decides what it is, and marks may open code: that much is waited for.
    if (this.#place === "start" || this.#place === "body") this.#paragraph.flush();
  }

  forget(): void {
    this.#table = null;
    const isText = this.#place === "start" || this.#place === "body";
    this.#words.forget(this.#paragraph.holds || (isText && this.#held.text.trim() !== ""));
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
    const indent = INDENT.exec(this.#held.text)?.[0].length ?? 0;
    if (indent > LONGEST_INDENT) this.#held.drop(indent - LONGEST_INDENT);
    const text = this.#held.text;
    const newline = this.#held.newline;
    const line = newline < 0 ? text : text.slice(0, newline);
    const start = lineStart(line, final || newline >= 0, {
      inParagraph: this.#paragraph.isOpen,
      inList: this.#inList,
      inTable: this.#table !== null,
    });
    if (start === "wait") return false;
    this.#beginLine(start, line);
    return true;
  }

  #beginLine(start: LineStart, line: string): void {
    if (start.kind !== "row" && start.kind !== "quote") this.#endTable();
    switch (start.kind) {
      case "text": {
        const isIndented = /^[ \t]/.test(line);
        // CommonMark lets a line without indentation go on with an item; agents begin anew with it.
        const isApart = start.apart || this.#paragraph.isParted(line);
        if (isApart || (this.#inList && !isIndented)) this.#paragraph.end();
        if (this.#paragraph.isOpen) this.#paragraph.wrap(this.#held.stampAt(0));
        else if (!isIndented) this.#inList = false;
        this.#enterParagraph(line);
        return;
      }
      case "quote":
        if (!this.#quotedBefore && !this.#quoted) {
          this.#endTable();
          this.#paragraph.end();
        }
        this.#quoted = true;
        this.#held.drop(start.skip);
        return;
      case "item":
        this.#paragraph.end();
        this.#inList = true;
        this.#held.drop(start.skip);
        return;
      case "alert":
        this.#paragraph.end();
        this.#paragraph.write(start.title, this.#held.stampAt(start.skip - 1));
        this.#paragraph.end();
        this.#held.drop(start.skip);
        return;
      case "heading":
        this.#paragraph.end();
        this.#held.pass(start.skip, start.to, (text, stamp) => this.#paragraph.write(text, stamp));
        break;
      case "row":
        this.#paragraph.end();
        this.#table ??= new Table();
        this.#table.add(line, this.#held.stampAt(line.length - 1));
        break;
      case "fence":
        this.#paragraph.end();
        this.#held.drop(line.length + 1);
        this.#openFence({ ...start, inLine: false });
        return;
      case "hidden":
        this.#paragraph.end();
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
    this.#paragraph.end();
    this.#held.drop(line.length);
    this.#endLine();
  }

  /** Passes the rest of a line of text on, up to what must be seen further before it can be told from text. */
  #readBody(final: boolean): boolean {
    const text = this.#held.text;
    const newline = this.#held.newline;
    const line = newline < 0 ? text : text.slice(0, newline);
    const end = newline >= 0 ? "newline" : final ? "text" : "open";
    const mark = this.#paragraph.find(line, end);
    this.#passOn(mark?.at ?? line.length);
    switch (mark?.kind) {
      case "wait":
        return false;
      case "hidden":
        this.#held.drop(REMINDER.from.length);
        this.#hide(REMINDER.until, "body");
        return true;
      case "fence":
        this.#paragraph.end();
        this.#held.drop(line.length - mark.at + 1);
        this.#openFence({ ...mark, mark: "`", indent: 0, inLine: true });
        return true;
      default:
        if (newline < 0) return true;
        this.#paragraph.endLine();
        this.#endLine();
        return true;
    }
  }

  #passOn(count: number): void {
    if (count === 0) return;
    this.#held.pass(0, count, (text, stamp) => this.#paragraph.write(text, stamp));
    this.#held.drop(count);
  }

  #readFence(final: boolean): boolean {
    switch (this.#code.read(this.#held, final, this.#lastStamp)) {
      case "wait":
        return false;
      case "code":
        return true;
      case "left":
        this.#quoted = false;
        this.#place = "start";
        return true;
      case "closed":
        this.#endLine();
        return true;
      case "text":
        this.#enterParagraph("");
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
    this.#code.open({ ...opening, quoted: this.#quoted });
    this.#place = "fence";
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
    else for (const { line, stamp } of content) this.#paragraph.row(line, stamp);
  }

  /** Steps over the newline, if it is there. */
  #endLine(): void {
    this.#held.drop(1);
    this.#quotedBefore = this.#quoted;
    this.#quoted = false;
    this.#place = "start";
    if (this.#manner.lines === "lines") this.#paragraph.end();
  }

  #enterParagraph(line: string): void {
    this.#paragraph.beginLine(line);
    this.#place = "body";
  }
}
