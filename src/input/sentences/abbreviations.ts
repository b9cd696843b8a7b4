/** Words that are written with a full stop and go on: what follows belongs to them. */
const GO_ON = new Set(
  "e.g i.e eg ie vs cf dr mr mrs ms prof st mt messrs gen sen rep gov capt lt sgt col hon approx incl excl resp viz aka".split(
    " ",
  ),
);

/** Words that go on when a number follows ("No. 5"), and are whole words otherwise ("No."). */
const GO_ON_WITH_NUMBER = new Set(
  "no nos fig figs eq eqs vol ch sec pp p v ver art ed jan feb mar apr jun jul aug sep sept oct nov dec ca".split(
    " ",
  ),
);

/** Words that can end a sentence or not; then the next word tells. */
const MAY_END = new Set("inc ltd co corp jr sr al ph.d".split(" "));

/** U.S, a.m, p.m: single letters, each with a full stop but the last. */
const INITIALISM = /^(?:\p{L}\.)+\p{L}$/u;
const INITIAL = /^(?!I$)\p{Lu}$/u;
const COUNT = /^\d{1,3}$/;

/** Words that hardly follow an abbreviation in the same sentence with a capital letter. */
const SENTENCE_STARTERS = new Set(
  (
    "the a an this that these those it it's its i i'm i'll i've i'd we we'll we're we've you you'll you're he she they " +
    "there here then so but and or if in on at for to as when while however now next also after before please let let's " +
    "no yes our my your what why how where who both all each some once because since although with without only use see " +
    "run should would could can do does did is are was were will shall may have has"
  ).split(" "),
);

const OF_WORD = /[\p{L}\p{N}.'’]/u;
/** No abbreviation is longer, in characters. */
const LONGEST_WORD = 24;

/** The word that a full stop at `mark` ends; "" where none stands before it. */
export function wordBefore(text: string, from: number, mark: number): string {
  const earliest = Math.max(from, mark - LONGEST_WORD);
  let start = mark;
  while (start > earliest && OF_WORD.test(text.charAt(start - 1))) start--;
  return text.slice(start, mark);
}

/** Whether a word that begins a sentence so often that a capital letter and a full stop before it end the sentence. */
export function startsSentence(word: string): boolean {
  return SENTENCE_STARTERS.has(word.toLowerCase().replaceAll("’", "'"));
}

/**
 * What a full stop behind `word` means when a capital letter, digit or symbol follows: `end`, `inside`, or `next` when
 * the next word decides.
 *
 * @param next the character that follows
 * @param counts whether a number in this place counts an item ("1. Open the file")
 */
export function fullStopAfter(word: string, next: string, counts: boolean): "end" | "inside" | "next" {
  const lower = word.toLowerCase();
  if (GO_ON.has(lower)) return "inside";
  if (GO_ON_WITH_NUMBER.has(lower)) return /\p{N}/u.test(next) ? "inside" : "end";
  if (COUNT.test(word)) return counts ? "inside" : "end";
  return MAY_END.has(lower) || INITIALISM.test(word) || INITIAL.test(word) ? "next" : "end";
}
