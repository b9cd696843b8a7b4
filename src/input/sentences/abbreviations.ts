const words = (list: string) => new Set(list.split(" "));

/** Words that are written with a full stop and go on: what follows belongs to them. */
const GO_ON = words("e.g i.e eg ie vs cf approx incl excl resp viz aka esp");

/** The same for titles, which have a capital letter: "Ms. Smith", but "It took 5 ms." */
const TITLES = words("Dr Mr Mrs Ms Prof Mt Messrs Gen Sen Rep Gov Capt Lt Sgt Col Hon Rev Pres");

/** Words that go on when a number follows ("No. 5"), and are whole words otherwise ("No."). */
const GO_ON_WITH_NUMBER = words(
  "no nos fig figs eq eqs vol ch chap sec pp p v ver jan feb mar apr jun jul aug sep sept oct nov dec ca est min max tel",
);

/** The number of an equation stands in brackets. */
const EQUATION = /^eqs?$/;

/** Words that can end a sentence or not; then the next word tells. */
const MAY_END = words("inc ltd co corp jr sr al ph.d st dept univ bros ave blvd");

/** U.S, a.m, p.m: single letters, each with a full stop but the last. */
const INITIALISM = /^(?:\p{L}\.)+\p{L}$/u;
const INITIAL = /^(?!I$)\p{Lu}$/u;
const COUNT = /^\d{1,3}$/;
/** A letter behind one of these is a label ("plan B"), not the initial of a name. */
const LABELLED = words(
  "option plan case step drive column group class type section appendix part phase team table point item node variant",
);
/** A name, and so its initial, can stand behind these although they have no capital letter. */
const BEFORE_NAME = words("by and with from to or of for than as but");

/** Words that hardly follow an abbreviation in the same sentence with a capital letter. */
const SENTENCE_STARTERS = words(
  "the a an this that these those it it's its i i'm i'll i've i'd we we'll we're we've you you'll you're he she they " +
    "there here then so but and or if in on at for to as when while however now next also after before please let let's " +
    "no yes our my your what why how where who both all each some once because since although with without only use see " +
    "run should would could can do does did is are was were will shall may have has first second third finally not",
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

/** Whether a word begins a sentence so often that a capital letter and a full stop before it end the sentence. */
export function startsSentence(word: string): boolean {
  return SENTENCE_STARTERS.has(word.toLowerCase().replaceAll("’", "'"));
}

/**
 * What a full stop behind `word` means when a capital letter, digit or symbol follows: `end`, `inside`, or `next` when
 * the next word decides.
 *
 * @param before what the sentence says before the word
 * @param next the character that follows; "" when it is none of a word
 */
export function fullStopAfter(word: string, before: string, next: string): "end" | "inside" | "next" {
  const lower = word.toLowerCase();
  if (GO_ON.has(lower) || TITLES.has(word)) return "inside";
  if (EQUATION.test(lower) && next === "(") return "inside";
  if (GO_ON_WITH_NUMBER.has(lower)) return /\p{N}/u.test(next) ? "inside" : "end";
  const counts = before === "" || before.endsWith(":");
  if (COUNT.test(word)) return counts || before.includes(` ${Number(word) - 1}. `) ? "inside" : "end";
  if (INITIAL.test(word) && counts) return "inside";
  if (INITIAL.test(word)) return !/\p{N}/u.test(next) && mayBeInName(before) ? "next" : "end";
  return MAY_END.has(lower) || INITIALISM.test(word) ? "next" : "end";
}

/** Whether a single letter can be an initial: "George W. Bush" and "by D. Knuth", but not "plan B." or "in C." */
function mayBeInName(before: string): boolean {
  const word = /\S+$/.exec(before)?.[0] ?? "";
  return /^\P{Ll}/u.test(word) ? !LABELLED.has(word.toLowerCase()) : BEFORE_NAME.has(word);
}
