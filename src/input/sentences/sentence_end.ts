import { fullStopAfter, startsSentence, wordBefore } from "./abbreviations.ts";
import { isBlank, isEndMark, isUnspaced } from "./characters.ts";
import { isCloser } from "./enclosures.ts";

const ASIAN_MARK = /[。！？．｡]/;

/** What stands at a mark: a sentence ends at `end`, or none does; `wait`: that depends on what follows. */
export type Verdict = { end: number } | "inside" | "wait";

/** A sentence as far as it is known: `text` from `from` on, and whether all of it is known. */
export interface OpenSentence {
  text: string;
  from: number;
  final: boolean;
  /** Whether inline code or a link begins at `at`, which may be the end of what is known. */
  readonly beginsAt: (at: number) => boolean;
}

/**
 * Whether the mark at `mark` ends a sentence. Brackets and quotes around it are not looked at.
 *
 * A run of marks and the closing brackets and quotes behind it belong to the sentence. In Japanese that is all; in
 * English white space must follow, and after a full stop something that a sentence can begin with.
 */
export function endOfSentence(sentence: OpenSentence, mark: number): Verdict {
  const { text, from, final, beginsAt } = sentence;
  let afterMarks = mark;
  while (afterMarks < text.length && isEndMark(text.charCodeAt(afterMarks))) afterMarks++;
  let end = afterMarks;
  while (end < text.length && isCloser(text.charAt(end))) end++;
  if (end === text.length) return final ? { end } : "wait";
  const marks = text.slice(mark, afterMarks);
  if (ASIAN_MARK.test(marks)) return endsAsian(text, marks, afterMarks, end);
  if (mark === from || /\s/.test(text.charAt(mark - 1))) return "inside";
  const exclaims = /[!?]/.test(marks);
  if (!isBlank(text.charCodeAt(end)))
    return exclaims && isUnspaced(text.charCodeAt(end)) ? { end } : "inside";
  if (exclaims && end === afterMarks) return { end };
  let next = end;
  while (next < text.length && isBlank(text.charCodeAt(next)) && !beginsAt(next)) next++;
  const isPause = marks.length > 1 || marks === "…";
  if (beginsAt(next)) {
    return exclaims || isPause || meaningOfStop(sentence, mark, "") === "end" ? { end } : "inside";
  }
  if (next === text.length) return final ? { end } : "wait";
  if (/\p{Ll}/u.test(text.charAt(next))) return "inside";
  if (exclaims) return { end };
  if (isPause) return afterEllipsis(sentence, next, end);
  return afterFullStop(sentence, mark, next, end);
}

/** 「はい。」と言った: a quotation that hiragana follows is part of a sentence. */
function endsAsian(text: string, marks: string, afterMarks: number, end: number): Verdict {
  const next = text.charAt(end);
  if (/^[．]+$/.test(marks) && /\p{N}/u.test(next)) return "inside";
  return end > afterMarks && /[\u3041-\u309f]/.test(next) ? "inside" : { end };
}

/** An ellipsis is a pause in a sentence, unless another one clearly begins. */
function afterEllipsis(sentence: OpenSentence, next: number, end: number): Verdict {
  if (!/\p{Lu}/u.test(sentence.text.charAt(next))) return "inside";
  const word = wordAt(sentence, next);
  if (word === "wait") return "wait";
  return /^I(?:['’]|$)/.test(word) ? "inside" : { end };
}

function afterFullStop(sentence: OpenSentence, mark: number, next: number, end: number): Verdict {
  const { text, final } = sentence;
  const character = text.charAt(next);
  if (/[,;:!?)\]}…]/.test(character)) return "inside";
  if (character === ".") {
    // ".env" and "./build.sh" begin a sentence; any other full stop goes on with this one.
    if (next + 1 === text.length && !final) return "wait";
    if (!/[\p{L}\p{N}/]/u.test(text.charAt(next + 1))) return "inside";
  }
  const meaning = meaningOfStop(sentence, mark, character);
  if (meaning !== "next") return meaning === "end" ? { end } : "inside";
  const nextWord = wordAt(sentence, next);
  if (nextWord === "wait") return "wait";
  return startsSentence(nextWord) ? { end } : "inside";
}

/** What the word before a full stop makes of it. @param next the character that follows */
function meaningOfStop({ text, from }: OpenSentence, mark: number, next: string): "end" | "inside" | "next" {
  const word = wordBefore(text, from, mark);
  const before = text.slice(from, mark - word.length).trimEnd();
  return fullStopAfter(word, next, before === "" || before.endsWith(":"));
}

/** The word that begins at `at`; at most as long as any that matters. */
function wordAt({ text, final }: OpenSentence, at: number): string | "wait" {
  const known = text.slice(at, at + 12);
  const word = /^[\p{L}'’]*/u.exec(known)?.[0] ?? "";
  return word.length === known.length && known.length < 12 && !final ? "wait" : word;
}
