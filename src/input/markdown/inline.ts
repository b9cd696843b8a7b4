import type { WordSink } from "../sinks.ts";
import { StampedText } from "../stamped_text.ts";
import { sayCode } from "./code_words.ts";
import { Emphasis } from "./emphasis.ts";
import { entity, htmlTag } from "./html.ts";
import { path } from "./paths.ts";
import { isOfWord, plainUpTo } from "./plain.ts";
import { bareAddress, codeSpan, footnote, LONGEST_RUN, link, mailAddress, runLength } from "./spans.ts";
import { GAP, spokenCharacters } from "./symbols.ts";
import { terminalEscape } from "./terminal_escape.ts";

const LETTER_OR_DIGIT = /[A-Za-z0-9]/;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const SPAN_MARKS = "[`<*_~&\\\u001b";
/** A word of prose and the mark behind it. */
const ENDING = /^[A-Za-z0-9'’-]*[.!?]$/;
const COMMENT = { from: "<!--", until: "-->" } as const;

/** Reads what stands inside a paragraph: the words of code, links and emphasis without their marks. */
export class InlineReader {
  readonly #words: WordSink;
  readonly #held = new StampedText();
  #emphasis = new Emphasis();
  /** The character before the held ones; "" at the start of a paragraph. */
  #before = "";
  /** The last character of text that was passed on, be there marks behind it; "" at the start of a paragraph. */
  #said = "";
  #inComment = false;

  constructor(words: WordSink) {
    this.#words = words;
  }

  /** Whether characters are held back until their meaning is known. */
  get holds(): boolean {
    return this.#held.text.trim() !== "";
  }

  /** The last word of a sentence that would end with the text so far, its mark included; "" if it is not held back. */
  get ending(): string {
    return this.#inComment ? "" : (ENDING.exec(this.#held.text)?.[0] ?? "");
  }

  write(text: string, stamp: number): void {
    let plain = 0;
    if (this.#held.length === 0 && !this.#inComment) {
      const isInside = isOfWord(this.#said.charCodeAt(0));
      plain = plainUpTo(text, 0, isInside ? 0 : -1, isInside ? 0 : -1, false);
      if (plain > 0) {
        const passed = plain === text.length ? text : text.slice(0, plain);
        this.#before = passed.charAt(plain - 1);
        this.#said = this.#before;
        this.#words.words(spokenCharacters(passed), stamp, false);
        if (passed === text) return;
      }
    }
    this.#held.append(text.slice(plain), stamp);
    this.#read(false);
  }

  /** A word that is held back is taken for whole, although the paragraph may go on; a span that is open is not. */
  flush(): void {
    const { text } = this.#held;
    if (!text.startsWith("![") && !SPAN_MARKS.includes(text.charAt(0))) this.#read(true);
  }

  /** The end of the paragraph: what is held back stands for itself. */
  finish(): void {
    this.#read(true);
    this.#held.drop(this.#held.length);
    this.#emphasis = new Emphasis();
    this.#before = "";
    this.#said = "";
    this.#inComment = false;
  }

  #read(final: boolean): void {
    let at = 0;
    while (at < this.#held.length) {
      const next = this.#inComment ? this.#skipComment(at) : this.#readSpan(at, final);
      if (next === "wait") break;
      if (next > at) this.#before = this.#held.text.charAt(next - 1);
      at = next;
    }
    this.#held.drop(at);
    if (!final && this.#held.length > 0 && !this.#inComment && this.#said.trim() === "") {
      const next = this.#held.text.charAt(0);
      if (LETTER_OR_DIGIT.test(next)) this.#words.ahead(next);
    }
  }

  /** Reads plain text or one construct; the offset behind it. */
  #readSpan(at: number, final: boolean): number | "wait" {
    const text = this.#held.text;
    const isInside = isOfWord(this.#said.charCodeAt(0));
    const isWord = isInside || isOfWord(text.charCodeAt(at));
    if (isWord && !isInside) {
      const name = bareAddress(text, at, final) ?? path(text, at, this.#said, final);
      if (name === "wait") return "wait";
      if (name !== null) {
        this.#words.begins();
        this.#name(name.name, name.end);
        return name.end;
      }
    }
    const plain = plainUpTo(text, at, isWord ? at : -1, at, final);
    if (plain > at) {
      this.#say(at, plain);
      return plain;
    }
    switch (text[at]) {
      case "`":
        this.#words.begins();
        return this.#readCode(at, final);
      case "*":
      case "_":
      case "~": {
        const length = runLength(text, at);
        const end = at + length;
        const after = text.slice(end, end + 2);
        if ((after === "" || after === "/") && !final) return "wait";
        if (!this.#emphasis.isMark(text.charAt(at), length, this.#before, after)) this.#say(at, end);
        return end;
      }
      case "\\":
        if (at + 1 === text.length && !final) return "wait";
        if (text[at + 1] === "\n") return at + 1;
        if (!PUNCTUATION.test(text.charAt(at + 1))) break;
        this.#say(at + 1, at + 2);
        return at + 2;
      case "[":
        this.#words.begins();
        return this.#readLink(at, at, final);
      case "!":
        if (at + 1 === text.length && !final) return "wait";
        if (text[at + 1] === "[") {
          this.#words.begins();
          return this.#readLink(at, at + 1, final);
        }
        break;
      case "<":
        return this.#readAngle(at, final);
      case "&": {
        const found = entity(text, at, final);
        if (found === "wait") return "wait";
        if (found === null) break;
        this.#words.words(spokenCharacters(found.character), this.#held.stampAt(found.end - 1), false);
        this.#said = found.character;
        return found.end;
      }
      case "\u001b":
        return terminalEscape(text, at, final);
      default:
        // The first half of a surrogate pair.
        if (!final) return "wait";
    }
    this.#say(at, at + 1);
    return at + 1;
  }

  #say(from: number, to: number): void {
    this.#held.pass(from, to, (text, stamp) => this.#words.words(spokenCharacters(text), stamp, false));
    this.#said = this.#held.text.charAt(to - 1);
  }

  /** Says what stands for the characters before `end`. */
  #name(name: string, end: number): void {
    this.#words.words(name, this.#held.stampAt(end - 1), true);
    this.#said = name.slice(-1);
  }

  #readCode(at: number, final: boolean): number | "wait" {
    const text = this.#held.text;
    const end = at + runLength(text, at);
    if (end === text.length && end - at < LONGEST_RUN && !final) return "wait";
    const span = codeSpan(text, at, final);
    if (span === "wait") return "wait";
    // Marks that enclose nothing are not spoken either.
    if (span === null) return end;
    sayCode(this.#held, span.from, span.to, this.#words);
    this.#said = "`";
    return span.end;
  }

  /** A link or image is its text, which is then read as the paragraph goes on. */
  #readLink(at: number, bracket: number, final: boolean): number | "wait" {
    const note = at === bracket && /\S/.test(this.#said) ? footnote(this.#held.text, at, final) : null;
    if (note !== null) return note;
    const found = link(this.#held.text, bracket, final);
    if (found === "wait") return "wait";
    const isIndex = found !== null && this.#held.text[found.textEnd + 1] === "[" && /\w/.test(this.#said);
    if (found === null || isIndex) {
      this.#say(at, bracket + 1);
      return bracket + 1;
    }
    // The gap keeps an address that is its own link text apart from what follows it.
    this.#held.replace(found.textEnd, found.end, "\u200b");
    this.#held.replace(at, bracket + 1, "");
    return at;
  }

  #readAngle(at: number, final: boolean): number | "wait" {
    const text = this.#held.text;
    if (text.startsWith(COMMENT.from, at)) {
      this.#inComment = true;
      return at + COMMENT.from.length;
    }
    if (!final && COMMENT.from.startsWith(text.slice(at, at + COMMENT.from.length))) return "wait";
    const mail = mailAddress(text, at, final);
    if (mail === "wait") return "wait";
    if (mail !== null) {
      this.#name(mail.name, mail.end);
      return mail.end;
    }
    const address = bareAddress(text, at + 1, final);
    if (address === "wait") return "wait";
    if (address !== null && text[address.end] === ">") {
      this.#words.begins();
      this.#name(address.name, address.end);
      return address.end + 1;
    }
    const tag = htmlTag(text, at, this.#before, final);
    if (tag === "wait") return "wait";
    if (tag === null) {
      this.#say(at, at + 1);
      return at + 1;
    }
    if (tag.parts) {
      this.#words.words(GAP, this.#held.stampAt(at), false);
      this.#said = " ";
    }
    if (tag.alternative !== "") {
      this.#words.words(spokenCharacters(tag.alternative), this.#held.stampAt(tag.end - 1), false);
      this.#said = tag.alternative.slice(-1);
    }
    return tag.end;
  }

  #skipComment(at: number): number | "wait" {
    const text = this.#held.text;
    const found = text.indexOf(COMMENT.until, at);
    if (found >= 0) {
      this.#inComment = false;
      return found + COMMENT.until.length;
    }
    const skipped = text.length - COMMENT.until.length + 1;
    return skipped > at ? skipped : "wait";
  }
}
