import { fullStopAfter, startsSentence, wordBefore } from "./abbreviations.ts";
import { isBlank, isEndMark, isUnspaced } from "./characters.ts";
import { isCloser } from "./enclosures.ts";
import { beginsWithName } from "./names.ts";

const ASIAN_MARK = /[。！？．｡]/;
/** Marks that are written without any other meaning, so that white space behind them is all they need. */
const FOREIGN_MARK = /[\u061f\u06d4\u0964\u0965]/;
const EXCLAIMS = /[!?\u061f\u06d4\u0964\u0965]/;
/** The white space that French sets before a mark so that no line breaks there. */
const NARROW_BLANK = /[\u00a0\u202f]/;
/** White space that no sentence crosses behind its full stop: the end of a line, or a symbol that was left out. */
const STRONG_BLANK = /[\n\uE000]/;
/** What follows a quotation in the same sentence: 「はい。」と言った. */
const AFTER_QUOTATION = /[とっなのがをはにでもへやかよだじ]/;

/** More marks, closers or white space in a row are not looked at: text must not be searched again with every delta. */
const LONGEST_RUN = 64;

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
  const farthest = mark + LONGEST_RUN;
  let afterMarks = mark;
  while (afterMarks < farthest && isEndMark(text.charCodeAt(afterMarks))) afterMarks++;
  let end = afterMarks;
  while (end < farthest && isCloser(text.charAt(end))) end++;
  if (end === farthest) return "inside";
  if (end === text.length) return final ? { end } : "wait";
  const marks = text.slice(mark, afterMarks);
  if (ASIAN_MARK.test(marks)) return endsAsian(text, marks, afterMarks, end);
  if (mark === from) return "inside";
  const exclaims = EXCLAIMS.test(marks);
  if (!isBlank(text.charCodeAt(end))) return endsUnspaced(text, mark, end, marks) ? { end } : "inside";
  const isSpaced = isBlank(text.charCodeAt(mark - 1));
  if (isSpaced && (!exclaims || text.slice(from, mark).trim() === "")) return "inside";
  const isFrench = isSpaced && !FOREIGN_MARK.test(marks) && !NARROW_BLANK.test(text.charAt(mark - 1));
  if (exclaims && end === afterMarks && !isFrench) return { end };
  let next = end;
  while (next < end + LONGEST_RUN && isBlank(text.charCodeAt(next)) && !beginsAt(next)) next++;
  const isPause = !exclaims && (marks.length > 1 || marks === "…");
  const isStop = !exclaims && !isPause;
  const isFarOff = next === end + LONGEST_RUN || (!exclaims && STRONG_BLANK.test(text.slice(end, next)));
  if (beginsAt(next) || isFarOff) {
    if (!isStop || meaningOfStop(sentence, mark, "") === "end") return { end };
    if (beginsAt(next)) return "inside";
  }
  if (next === text.length) return final ? { end } : "wait";
  if (/\p{Ll}/u.test(text.charAt(next)))
    return isStop ? beforeLowerCase(sentence, mark, next, end) : "inside";
  if (isFrench) return afterSpacedMark(sentence, next, end);
  if (exclaims) return { end };
  if (isPause) return afterEllipsis(sentence, next, end);
  return afterFullStop(sentence, mark, next, end);
}

/** 「はい。」と言った: a quotation that a particle follows is part of a sentence. */
function endsAsian(text: string, marks: string, afterMarks: number, end: number): Verdict {
  const next = text.charAt(end);
  if (/^[．]+$/.test(marks) && /\p{N}/u.test(next)) return "inside";
  return end > afterMarks && AFTER_QUOTATION.test(next) ? "inside" : { end };
}

/** "本当?はい!OKです.次" is Japanese with the marks of English. */
function endsUnspaced(text: string, mark: number, end: number, marks: string): boolean {
  const exclaims = EXCLAIMS.test(marks);
  const isAfterJapanese = isUnspaced(text.charCodeAt(mark - 1));
  if (isUnspaced(text.charCodeAt(end))) return exclaims || (marks === "." && isAfterJapanese);
  return exclaims && isAfterJapanese && /\p{Lu}/u.test(text.charAt(end));
}

/** "C'est bon ? Oui." is French; "condition ? A : B" and "the ? operator" are not. */
function afterSpacedMark(sentence: OpenSentence, next: number, end: number): Verdict {
  const { text, final } = sentence;
  if (!/[\p{Lu}«“"¿¡]/u.test(text.charAt(next))) return "inside";
  const word = wordAt(sentence, next);
  if (word === "wait") return "wait";
  const rest = text.slice(next + word.length, next + word.length + 2);
  if (rest.length < 2 && !final) return "wait";
  return /^\s:/.test(rest) ? "inside" : { end };
}

/** An ellipsis is a pause in a sentence, unless another one clearly begins. */
function afterEllipsis({ text, final }: OpenSentence, next: number, end: number): Verdict {
  const character = text.charAt(next);
  if (!/\p{Lu}/u.test(character)) return "inside";
  if (character !== "I") return { end };
  if (next + 1 === text.length && !final) return "wait";
  return /\p{L}/u.test(text.charAt(next + 1)) ? { end } : "inside";
}

/** A lower-case word goes on with the sentence, unless it is a name of code or of a tool. */
function beforeLowerCase(sentence: OpenSentence, mark: number, next: number, end: number): Verdict {
  if (meaningOfStop(sentence, mark, "") !== "end") return "inside";
  const isName = beginsWithName(sentence.text, next, sentence.final);
  return isName === "wait" ? "wait" : isName ? { end } : "inside";
}

function afterFullStop(sentence: OpenSentence, mark: number, next: number, end: number): Verdict {
  const { text, final } = sentence;
  const character = text.charAt(next);
  if (/[,;:!?)\]}…]/.test(character)) return "inside";
  if (character === ".") {
    // ".env" and "../build.sh" begin a sentence; any other full stop goes on with this one.
    const begun = text.slice(next, next + 3);
    if (/^\.{1,2}$/.test(begun) && !final) return "wait";
    if (!/^\.(?:[\p{L}\p{N}/]|\.\/)/u.test(begun)) return "inside";
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
  return fullStopAfter(word, text.slice(from, mark - word.length).trim(), next);
}

/** The word that begins at `at`; at most as long as any that matters. */
function wordAt({ text, final }: OpenSentence, at: number): string | "wait" {
  const known = text.slice(at, at + 12);
  const word = /^[\p{L}'’]*/u.exec(known)?.[0] ?? "";
  return word.length === known.length && known.length < 12 && !final ? "wait" : word;
}
