import { japaneseCharacters, jisCharacters } from "../../translate/characters.ts";
import { Spans } from "./spans.ts";

/**
 * What English is written with besides ASCII; and the marks of JIS X 0208 for which Unicode has two characters, of which the
 * decoder gives the other one.
 */
const MARKS = "\u00a0–—•·©®€£¥™…‘’“”«»×÷±²³µ→←↑↓⇒✓✔✗✘〜−‖¢¬";

function* between(first: number, last: number): Generator<string> {
  for (let code = first; code <= last; code++) yield String.fromCharCode(code);
}

const ASCII = [...between(0, 0x7f)];

/** JIS X 0208, and the half-width katakana of JIS X 0201. */
function* jis(): Generator<string> {
  for (const { character } of jisCharacters()) yield character;
  yield* between(0xff61, 0xff9f);
}

/**
 * Two characters side by side that stand so in code and not in sentences: a letter behind most marks (`_id`, `<div`), two
 * marks that are not alike, but for the ends of quotations, and white space in a row.
 */
const CODE =
  /(?!['"(./-])[!-/:-@[-`{-~][A-Za-z]|(?!(.)\1|[.,!?]["']|["')][.,!?:])[!-/:-@[-`{-~]{2}|(?!\n\n)[\t-\r ]{2}/;

/** What can be kept of a vocabulary. */
export const CUTS = {
  ja: {
    /** Ends the sentence "keeps …". */
    meaning: "ASCII, and all characters that JIS has for Japanese",
    /** Makes the test whether the token for some bytes stays; each holds for whatever stands inside of such bytes, too. */
    make: () => {
      const spans = new Spans([...ASCII, ...jis(), ...MARKS]);
      return (bytes: Uint8Array) => spans.has(bytes);
    },
  },
  small: {
    meaning: "the English of sentences but not of code, and the characters that a translation may have",
    make: () => {
      const isWritten = japaneseCharacters();
      const spans = new Spans([...ASCII, ...[...jis()].filter(isWritten), ...MARKS]);
      return (bytes: Uint8Array) => spans.has(bytes) && !CODE.test(Buffer.from(bytes).toString("latin1"));
    },
  },
} as const;

export type CutName = keyof typeof CUTS;
export const CUT_NAMES = Object.keys(CUTS) as [CutName, ...CutName[]];
