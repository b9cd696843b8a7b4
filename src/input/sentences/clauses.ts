const words = (list: string) => new Set(list.split(" "));

/** Both halves of a sentence have more words than this, so that neither is a fragment. */
const FEWEST_WORDS = 6;

const PRONOUN = /^(?:i|you|he|she|it|we|they|there)(?:'(?:s|m|re|ve|ll|d))?$/;
const CONTRACTION = /^(?:that|this|here|what)'s$|'(?:re|ve|ll)$|n't$/;
const DETERMINER = words(
  "the a an this that these those my your our its their his her no each every some any both all one",
);
const FINITE = words(
  "is are was were has have had does do did will would can cannot could should may might must needs",
);
/** A verb behind one of these belongs to another clause, or is none. */
const BEFORE_OTHER_VERB = words("that which who whose where when if to not");

const COORDINATORS = words("and but or so yet");
/** They need a subject behind them to be told from prepositions and from "while running". */
const SUBORDINATORS = words("although though whereas unless while since when if once until as");
const RELATIVES = words("which who where");
/** Between a coordinator and the subject of its clause. */
const ADVERBS = words("then now also therefore instead here");

/** A verb in the present tense is known by these: "the server rejects it", "the caller never checks". */
const WITH_VERB = words("it them nothing everything never always still");

/** The sentence began with a clause that another one must complete. */
const BEGINS_SUBORDINATE =
  /^\W*(?:even )?(?:if|when|whenever|while|since|because|although|though|as|once|unless|until|after|before|given|whether)\b/i;
/** The same of a phrase, unless its clause has come without a comma. */
const BEGINS_PHRASE =
  /^\W*(?:regardless|despite|besides|instead|unlike|like|throughout|during|in|on|at|for|with|without|by|from)\b/i;
/** Another half must follow. */
const BEGINS_PAIR = /\b(?:not only|not just|not merely|either|neither|whether|both|between)\b/i;
const HAS_SUBJECT = /\b(?:i|you|he|she|it|we|they|there)(?:['’]\p{Ll}+)?\s/iu;

const SPACED_DASH = /(?:[\s\uE000](?:-{1,3}|–)|—)$/;
const DASHES = /[\s\uE000](?:-{1,3}|–)(?=[\s\uE000])|—/g;

/**
 * The places at which a sentence can be cut into clauses that translate well each by itself: behind a semicolon or
 * colon, or behind a dash or comma that a clause with a subject of its own follows.
 */
export class ClauseBorders {
  /** @param at where the next clause begins; `words` stand before it */
  #places: { at: number; words: number }[] = [];

  clear(): void {
    this.#places.length = 0;
  }

  /** Offsets move by `count`, because that many characters before them were dropped. */
  shift(count: number): void {
    for (const place of this.#places) place.at -= count;
  }

  /** Notes that a clause may begin at `at`, which is white space or stands behind a dash; `words` stand before it. */
  note(text: string, at: number, words: number): void {
    if (words >= FEWEST_WORDS && /[;:,–—-]/.test(text.charAt(at - 1))) this.#places.push({ at, words });
  }

  /**
   * Where to cut, now that `words` words have been read up to `to`; null when that would leave a fragment, or no border
   * is sure. A place is judged once, when enough of what follows it is known.
   */
  find(text: string, from: number, to: number, words: number): number | null {
    let best = 0;
    let cut: number | null = null;
    while (this.#places.length > 0) {
      const place = this.#places[0];
      if (place === undefined || words - place.words < FEWEST_WORDS) break;
      this.#places.shift();
      const rank = rankOf(text.slice(from, place.at), text.slice(place.at, to));
      if (rank > 0 && rank >= best) {
        best = rank;
        cut = place.at;
      }
    }
    return cut;
  }
}

/** How good a border is between `left` and `right`: 0 for none. */
function rankOf(left: string, right: string): number {
  const mark = left.charAt(left.length - 1);
  if (mark === ";") return 3;
  if (mark === ":") return 2;
  if (!left.slice(0, -1).includes(",")) {
    if (BEGINS_SUBORDINATE.test(left) || (BEGINS_PHRASE.test(left) && !hasVerb(left))) return 0;
  }
  const following = right
    .toLowerCase()
    .replaceAll("’", "'")
    .trim()
    .split(/[\s\uE000]+/)
    .slice(0, FEWEST_WORDS);
  if (mark === ",") return beginsClause(following, left) ? 1 : 0;
  if (!SPACED_DASH.test(left)) return 0;
  // Two dashes set a remark apart in the middle of a clause.
  if ((left + right).match(DASHES)?.length !== 1) return 0;
  return beginsClause(following, left) || hasSubject(following) ? 1 : 0;
}

/** Whether a clause begins with a conjunction: the words that follow a comma. */
function beginsClause([first = "", ...rest]: readonly string[], left: string): boolean {
  const [second = ""] = rest;
  if (COORDINATORS.has(first)) {
    if (BEGINS_PAIR.test(left)) return false;
    const subject = ADVERBS.has(second) ? rest.slice(1) : rest;
    const isSo = first === "so" && DETERMINER.has(subject[0] ?? "");
    return isSo || hasSubject(subject);
  }
  if (first === "because") return second !== "of";
  if (first === "even" && (second === "though" || second === "if")) return true;
  if (SUBORDINATORS.has(first)) {
    return PRONOUN.test(second) || CONTRACTION.test(second) || (first !== "as" && DETERMINER.has(second));
  }
  if (!RELATIVES.has(first)) return false;
  // Behind a clause, and not set between two commas: "I moved it, which helps", but "The test, which fails, is old".
  return hasVerb(left) && !rest.some((word) => word.endsWith(","));
}

/** Whether words are the beginning of a clause with a subject of its own. */
function hasSubject(following: readonly string[]): boolean {
  const [first = "", second = ""] = following;
  if (PRONOUN.test(first)) return !second.endsWith(",");
  if (CONTRACTION.test(first) && !/n't$/.test(first)) return true;
  if (FINITE.has(first) || BEFORE_OTHER_VERB.has(first)) return first === "that" && FINITE.has(second);
  for (const word of following.slice(1)) {
    if (FINITE.has(word) || WITH_VERB.has(word) || CONTRACTION.test(word)) return true;
    if (BEFORE_OTHER_VERB.has(word) || /[,;:—–-]$/.test(word)) return false;
  }
  return false;
}

function hasVerb(clause: string): boolean {
  return (
    HAS_SUBJECT.test(clause) ||
    clause
      .toLowerCase()
      .replaceAll("’", "'")
      .split(/[\s\uE000]+/)
      .some((word) => FINITE.has(word) || CONTRACTION.test(word))
  );
}
