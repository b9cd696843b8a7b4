import type { WordSink } from "../sinks.ts";
import type { StampedText } from "../stamped_text.ts";
import { path } from "./paths.ts";
import { bareAddress } from "./spans.ts";
import { spokenCharacters } from "./symbols.ts";

/** Where a word begins that may be an address or a path: those alone hold a slash, a backslash or a colon. */
const WORD = /[\w.+@%$~/-]+/y;

/**
 * Speaks code as it stands, in which no sentence ends; but of an address its host and of a path its file, as in text.
 *
 * @param from offset of the code's first character
 * @param to offset behind its last one
 */
export function sayCode(held: StampedText, from: number, to: number, words: WordSink): void {
  const text = held.text.slice(0, to);
  const say = (start: number, end: number) =>
    held.pass(start, end, (piece, stamp) => words.words(spokenCharacters(piece), stamp, true));
  if (!/[:/\\]/.test(text.slice(from))) {
    say(from, to);
    return;
  }
  let said = from;
  for (let at = from; at < to; ) {
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) {
      at++;
      continue;
    }
    const address = bareAddress(text, at, true);
    const before = at === from ? "" : text.charAt(at - 1);
    const found = address === null ? path(text, at, before, true) : address;
    if (found === null || found === "wait") {
      at += word.length;
      continue;
    }
    say(said, at);
    words.words(found.name, held.stampAt(found.end - 1), true);
    said = found.end;
    at = Math.max(found.end, at + 1);
  }
  say(said, to);
}
