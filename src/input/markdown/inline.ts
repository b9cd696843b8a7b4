import type { WordSink } from "../sinks.ts";
import { StampedText } from "../stamped_text.ts";
import { Emphasis } from "./emphasis.ts";
import { bareAddress, codeSpan, entity, htmlTag, link, runLength } from "./spans.ts";
import { GAP, spokenCharacters } from "./symbols.ts";
import { terminalEscape } from "./terminal_escape.ts";

/** Characters below U+0080 that may be more than themselves; "h" and "H" may begin a bare address. */
const SPECIAL = new Uint8Array(128);
for (const character of "`*_~\\[!<&hH\u001b") SPECIAL[character.charCodeAt(0)] = 1;

const ASCII_WORD = /[A-Za-z0-9]/;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const COMMENT = { from: "<!--", until: "-->" } as const;

/** Reads what stands inside a paragraph: the words of code, links and emphasis without their marks. */
export class InlineReader {
  readonly #words: WordSink;
  readonly #held = new StampedText();
  #emphasis = new Emphasis();
  /** The character before the held ones; "" at the start of a paragraph. */
  #before = "";
  #inComment = false;

  constructor(words: WordSink) {
    this.#words = words;
  }

  /** Whether characters are held back until their meaning is known. */
  get holds(): boolean {
    return this.#held.text.trim() !== "";
  }

  write(text: string, stamp: number): void {
    let plain = 0;
    if (this.#held.length === 0 && !this.#inComment) {
      plain = plainUpTo(text, 0, this.#before, false);
      if (plain > 0) {
        const passed = plain === text.length ? text : text.slice(0, plain);
        this.#before = passed.charAt(plain - 1);
        this.#words.words(spokenCharacters(passed), stamp, false);
        if (passed === text) return;
      }
    }
    this.#held.append(text.slice(plain), stamp);
    this.#read(false);
  }

  /** The end of the paragraph: what is held back stands for itself. */
  finish(): void {
    this.#read(true);
    this.#held.drop(this.#held.length);
    this.#emphasis = new Emphasis();
    this.#before = "";
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
  }

  /** Reads plain text or one construct; the offset behind it. */
  #readSpan(at: number, final: boolean): number | "wait" {
    const plain = plainUpTo(this.#held.text, at, this.#before, final);
    if (plain > at) {
      this.#say(at, plain, false);
      return plain;
    }
    const text = this.#held.text;
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
        if (!this.#emphasis.isMark(text.charAt(at), length, this.#before, after)) this.#say(at, end, false);
        return end;
      }
      case "\\":
        if (at + 1 === text.length && !final) return "wait";
        if (text[at + 1] === "\n") return at + 1;
        if (!PUNCTUATION.test(text.charAt(at + 1))) break;
        this.#say(at + 1, at + 2, false);
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
        this.#words.words(found.character, this.#held.stampAt(found.end - 1), false);
        return found.end;
      }
      case "h":
      case "H": {
        const found = bareAddress(text, at, final);
        if (found === "wait") return "wait";
        if (found === null) break;
        this.#words.begins();
        this.#words.words(found.host, this.#held.stampAt(found.end - 1), true);
        return found.end;
      }
      case "\u001b":
        return terminalEscape(text, at, final);
      default:
        // The first half of a surrogate pair.
        if (!final) return "wait";
    }
    this.#say(at, at + 1, false);
    return at + 1;
  }

  #say(from: number, to: number, unbroken: boolean): void {
    this.#held.pass(from, to, (text, stamp) => this.#words.words(spokenCharacters(text), stamp, unbroken));
  }

  #readCode(at: number, final: boolean): number | "wait" {
    const text = this.#held.text;
    const end = at + runLength(text, at);
    if (end === text.length && !final) return "wait";
    const span = codeSpan(text, at, final);
    if (span === "wait") return "wait";
    // Marks that enclose nothing are not spoken either.
    if (span === null) return end;
    this.#sayCode(span.from, span.to);
    return span.end;
  }

  /** Code is spoken as it stands, but an address in it is still only named. */
  #sayCode(from: number, to: number): void {
    const text = this.#held.text.slice(0, to);
    let said = from;
    for (let at = text.indexOf("http", from); at >= 0; at = text.indexOf("http", at + 1)) {
      const address = bareAddress(text, at, true);
      if (address === null || address === "wait") continue;
      this.#say(said, at, true);
      this.#words.words(address.host, this.#held.stampAt(address.end - 1), true);
      said = address.end;
    }
    this.#say(said, to, true);
  }

  /** A link or image is its text, which is then read as the paragraph goes on. */
  #readLink(at: number, bracket: number, final: boolean): number | "wait" {
    const found = link(this.#held.text, bracket, final);
    if (found === "wait") return "wait";
    if (found === null) {
      this.#say(at, bracket + 1, false);
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
    const address = bareAddress(text, at + 1, final);
    if (address === "wait") return "wait";
    if (address !== null && text[address.end] === ">") {
      this.#words.begins();
      this.#words.words(address.host, this.#held.stampAt(address.end), true);
      return address.end + 1;
    }
    const tag = htmlTag(text, at, this.#before, final);
    if (tag === "wait") return "wait";
    if (tag === null) {
      this.#say(at, at + 1, false);
      return at + 1;
    }
    if (tag.parts) this.#words.words(GAP, this.#held.stampAt(at), false);
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

/** Where the plain text that begins at `at` ends. @param first the character before the text */
function plainUpTo(text: string, at: number, first: string, final: boolean): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      if (SPECIAL[code] === 0) continue;
      const inWord = (code === 0x68 || code === 0x48) && ASCII_WORD.test(i > 0 ? text.charAt(i - 1) : first);
      if (!inWord) return i;
    } else if (code >= 0xd800 && code < 0xdc00 && i + 1 === text.length && !final) {
      return i;
    }
  }
  return text.length;
}
