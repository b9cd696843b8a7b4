import { isPronounceable, tidy } from "./markdown/symbols.ts";
import {
  BLANK,
  DASH,
  ENCLOSURE,
  END_MARK,
  isBlank,
  isEndMark,
  kindOf,
  UNSPACED,
} from "./sentences/characters.ts";
import { ClauseBorders } from "./sentences/clauses.ts";
import { Enclosures } from "./sentences/enclosures.ts";
import { naturalCut } from "./sentences/overlong.ts";
import { endOfSentence, type OpenSentence } from "./sentences/sentence_end.ts";
import type { WordSink } from "./sinks.ts";
import { StampedText } from "./stamped_text.ts";
import type { Utterance } from "./utterance.ts";

/**
 * Takes each utterance as soon as its end is certain.
 *
 * @param stamp when its last character was read, in ms
 * @param about present where it tells of code
 */
export type GiveUtterance = (kind: Utterance["kind"], text: string, stamp: number, about?: "code") => void;

/** Told of a word so long that nobody would say it: a key, encoded data, minified code. */
export type SkipWord = (word: string) => void;

/** A sentence longer than this is cut; about 44 words of English or 150 characters of Japanese. */
const LONGEST = { weight: 440, characters: 400 } as const;
/** Nobody says a word of more characters than this; the longest names of code have about 100. */
const LONGEST_WORD = 300;
/** No blank, and nothing of a script that is written without blanks. */
const ONE_WORD = /^[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+$/u;
const WORD_WEIGHT = 10;
/** A sentence longer than this is cut where a new clause surely begins; about 25 words. */
const LONG_WEIGHT = 250;
const UNSPACED_WEIGHT = 3;

/**
 * Cuts words into sentences, each an utterance. It reads character by character and decides each mark before it goes on,
 * with a bounded look at what follows; so the cuts never depend on how the words arrived.
 */
export class SentenceCutter implements WordSink {
  readonly #give: GiveUtterance;
  readonly #skipWord: SkipWord;
  readonly #open = new StampedText();
  readonly #enclosures = new Enclosures();
  readonly #borders = new ClauseBorders();
  readonly #sentence: OpenSentence = {
    text: "",
    from: 0,
    final: false,
    beginsAt: (at) => this.#begun.includes(at),
  };
  /** Where no sentence ends: [from, to) of inline code, ascending. */
  #unbroken: { from: number; to: number }[] = [];
  /** Where inline code and links begin, ascending. */
  #begun: number[] = [];
  /** The sentence begins here; what lies before was given. */
  #from = 0;
  /** Read up to here. */
  #at = 0;
  /** The marks before this place were found not to end a sentence. */
  #decided = 0;
  #weight = 0;
  #inWord = false;
  /** The open sentence is not to be spoken. */
  #forgotten = false;
  /** What is read next still belongs to a word that is left out. */
  #inEndlessWord = false;

  constructor(give: GiveUtterance, skipWord: SkipWord) {
    this.#give = give;
    this.#skipWord = skipWord;
  }

  get open(): string {
    if (this.#forgotten) return "";
    const text = this.#open.text.slice(this.#from);
    const known = tidy(text);
    // White space at the end tells that the last word is whole.
    return known !== "" && isBlank(text.charCodeAt(text.length - 1)) ? `${known} ` : known;
  }

  words(text: string, stamp: number, unbroken: boolean): void {
    const from = this.#open.length;
    this.#open.append(text, stamp);
    if (unbroken && text !== "") this.#unbroken.push({ from, to: this.#open.length });
    this.#read(false);
  }

  begins(): void {
    if (this.#begun.at(-1) !== this.#open.length) this.#begun.push(this.#open.length);
    this.#read(false);
  }

  ahead(character: string): void {
    const text = this.#open.text;
    if (this.#at === text.length || kindOf(text.charCodeAt(this.#at)) !== END_MARK) return;
    const end = this.#endAt(text + character, false);
    if (end === null || end === "wait") return;
    this.#cut(end);
    this.#forgotten = false;
    this.#read(false);
  }

  pause(): void {
    this.#read(true);
    this.#cut(this.#open.length);
    this.#settle();
  }

  flush(): void {
    this.#read(true);
    this.#cut(this.#open.length);
    this.#release();
  }

  notice(text: string, stamp: number, about?: "code"): void {
    this.pause();
    this.#give("notice", text, stamp, about);
  }

  forget(begun: boolean): void {
    this.#forgotten ||= begun || isPronounceable(this.#open.text);
  }

  #read(final: boolean): void {
    const text = this.#open.text;
    while (this.#at < text.length) {
      const at = this.#at;
      const kind = kindOf(text.charCodeAt(at));
      if (kind === END_MARK && at >= this.#decided && !this.#isUnbroken(at)) {
        const end = this.#endAt(text, final);
        if (end === "wait") break;
        if (end !== null) {
          this.#cut(end);
          this.#forgotten = false;
          continue;
        }
        this.#decided = at + 1;
        while (isEndMark(text.charCodeAt(this.#decided))) this.#decided++;
      }
      const clause = this.#clauseBorder(text, at, kind);
      if (clause !== null) {
        this.#cut(clause);
        continue;
      }
      this.#weigh(kind);
      if (this.#weight > LONGEST.weight || at - this.#from >= LONGEST.characters) {
        this.#cut(naturalCut(text, this.#from, at, (place) => this.#isUnbroken(place)));
        continue;
      }
      if (kind === ENCLOSURE) this.#enclosures.read(text, this.#from, at);
      this.#at++;
    }
    this.#release();
  }

  /** Where the sentence ends whose mark has been reached; null when it goes on. */
  #endAt(text: string, final: boolean): number | "wait" | null {
    // Nothing that could follow changes what this mark means.
    if (text[this.#at] === "。" && this.#enclosures.isEmpty) return this.#at + 1;
    this.#sentence.text = text;
    this.#sentence.from = this.#from;
    this.#sentence.final = final;
    const verdict = endOfSentence(this.#sentence, this.#at);
    if (verdict === "wait") return "wait";
    if (verdict === "inside") return null;
    const held = this.#enclosures.hold(text, this.#from, this.#at, verdict.end, final);
    if (held === "wait") return "wait";
    return held ? null : verdict.end;
  }

  /** Where a long sentence falls into clauses, now that the character at `at` is read; null when it does not. */
  #clauseBorder(text: string, at: number, kind: number): number | null {
    if (kind !== BLANK && kind !== DASH) return null;
    const words = this.#weight / WORD_WEIGHT;
    const place = kind === DASH ? at + 1 : at;
    if (!this.#isUnbroken(at) && !this.#enclosures.holdsAt(text, this.#from, at))
      this.#borders.note(text, place, words);
    if (this.#weight <= LONG_WEIGHT || !this.#inWord || kind === DASH) return null;
    return this.#borders.find(text, this.#from, at, words);
  }

  #weigh(kind: number): void {
    if (kind === BLANK || kind === DASH) {
      this.#inWord = false;
    } else if (kind === UNSPACED) {
      this.#inWord = false;
      this.#weight += UNSPACED_WEIGHT;
    } else if (!this.#inWord) {
      this.#inWord = true;
      this.#weight += WORD_WEIGHT;
    }
  }

  /** Gives the open sentence up to `end`, and goes on reading there. */
  #cut(end: number): void {
    const sentence = this.#withoutEndlessWord(this.#open.text.slice(this.#from, end));
    if (!this.#forgotten && isPronounceable(sentence)) {
      let last = end - 1;
      while (isBlank(this.#open.text.charCodeAt(last))) last--;
      this.#give("text", tidy(sentence), this.#open.stampAt(last));
    }
    this.#from = end;
    this.#at = end;
    this.#weight = 0;
    this.#inWord = false;
    this.#enclosures.clear();
    this.#borders.clear();
  }

  /** The sentence, or what is left of it beside a word that fills a whole piece. */
  #withoutEndlessWord(sentence: string): string {
    if (this.#inEndlessWord) {
      const blank = sentence.search(/\s/);
      if (blank < 0) return "";
      this.#inEndlessWord = false;
      return sentence.slice(blank);
    }
    const word = sentence.trim();
    if (word.length < LONGEST_WORD || !ONE_WORD.test(word)) return sentence;
    this.#inEndlessWord = true;
    this.#skipWord(word);
    return "";
  }

  /** Lets go of the sentences that were given. */
  #release(): void {
    const given = this.#from;
    if (given === 0) return;
    this.#open.drop(given);
    this.#enclosures.shift(given);
    this.#borders.shift(given);
    this.#unbroken = this.#unbroken
      .filter(({ to }) => to > given)
      .map(({ from, to }) => ({ from: from - given, to: to - given }));
    this.#begun = this.#begun.filter((at) => at >= given).map((at) => at - given);
    this.#from = 0;
    this.#at -= given;
    this.#decided = Math.max(0, this.#decided - given);
  }

  /** A new paragraph begins with nothing open. */
  #settle(): void {
    this.#open.drop(this.#open.length);
    this.#unbroken.length = 0;
    this.#begun.length = 0;
    this.#from = 0;
    this.#at = 0;
    this.#decided = 0;
    this.#forgotten = false;
    this.#inEndlessWord = false;
  }

  #isUnbroken(at: number): boolean {
    return this.#unbroken.some(({ from, to }) => at >= from && at < to);
  }
}
