import { impliedNumbers } from "./checks/numerals.ts";

/**
 * What of an English sentence stays in Latin letters and digits in its Japanese. Everything else is to be translated, or
 * written in kana, and a number that the English does not hold is wrong in any case; so the library writes nothing else.
 */

/** Commands, formats and values that Japanese developers leave in Latin letters although nothing marks them. */
const KEYWORDS = new Set(
  (
    "null undefined true false void int string npm git json yaml html css sql ssh http https docker linux macos main " +
    "async await const let var import export class return bash shell pip bun node deno cargo make diff grep sudo curl " +
    "jq sed awk rm cp mv ls cd chmod redis nginx vite eslint pnpm yarn pytest tsc"
  ).split(" "),
);

/** What stands between two spaces, without the marks around it. */
const CHUNK = /[^\s`"'“”‘’()[\]{},;!?]+/g;
/** Letters or digits that touch Japanese: no English sentence has them, but one with terms of the user. */
const BESIDE_JAPANESE =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])[A-Za-z0-9]+|[A-Za-z0-9]+(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])/gu;
const RUN = /[A-Za-z0-9]+/g;
/** Letters, and digits that they are joined to: 42ms, 3x. */
const PART = /[A-Za-z]+|[0-9]+/g;
/** Marks inside a chunk that only names, paths, addresses and versions have. */
const NAME_MARK = /[\w)][._/\\@#:=+*&%$<>|~^-]+\w|[_\d]|^[-@#/~.$]\w|[a-z][A-Z]/;
/** Ordinary words with a hyphen between them, such as read-only; the hyphen of a name has a capital or a digit beside it. */
const HYPHENATED = /^[A-Za-z]?[a-z]+(?:-[a-z]+)+[.:]?$/;

/**
 * Words that may be written as they are in the Japanese of `en`: its names, paths, commands and numbers, each as the runs
 * of letters and digits that it is made of.
 */
export function spellingsOf(en: string): string[] {
  const words = new Set<string>();
  for (const match of en.matchAll(CHUNK)) {
    const chunk = match[0].replace(/[.:]+$/, "");
    const before = en.slice(0, match.index).trimEnd();
    const isFirst = before === "" || /[.!?:]$/.test(before);
    if (!isName(chunk, isFirst)) continue;
    for (const [run] of chunk.matchAll(RUN)) {
      words.add(run);
      if (/\d/.test(run)) for (const [part] of run.matchAll(PART)) words.add(part);
    }
  }
  // A term of the user's may hold anything.
  for (const [word] of en.matchAll(BESIDE_JAPANESE)) words.add(word);
  for (const number of impliedNumbers(en)) for (const written of waysToWrite(number)) words.add(written);
  return [...words];
}

/** The first word of a sentence has a capital whatever it is. */
function isName(chunk: string, isFirst: boolean): boolean {
  if (KEYWORDS.has(chunk.toLowerCase())) return true;
  if (HYPHENATED.test(chunk)) return false;
  return NAME_MARK.test(chunk) || (!isFirst && /[A-Z]/.test(chunk)) || /^[A-Z]{2,}s?$/.test(chunk);
}

/** 12000 as 12000, 12,000, 1.2万 and 1万2000: the runs of digits that they are made of. */
function waysToWrite(number: number): string[] {
  const runs = (text: string) => text.match(/\d+/g) ?? [];
  const ways = [String(number), number.toLocaleString("en-US")];
  for (const unit of [1e4, 1e8, 1e12])
    if (number >= unit)
      ways.push(String(number / unit), String(Math.floor(number / unit)), String(number % unit));
  return ways.flatMap(runs);
}
