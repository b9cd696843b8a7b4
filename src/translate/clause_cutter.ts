import { endsPhrase } from "./phrases.ts";

/** Japanese text as it comes from the model, with the tokens generated so far and when it came. */
export interface Piece {
  /** Never empty: a token without a whole character waits for the one that completes it. */
  readonly text: string;
  /** Tokens generated up to and including this piece. */
  readonly tokens: number;
  /** What the model has taken for the utterance so far, in microseconds. */
  readonly prefillUs: number;
  readonly decodeUs: number;
  readonly at_ms: number;
}

export interface CutClause {
  readonly ja: string;
  readonly tokens: number;
  /** What the model had taken for the utterance when the clause was closed, in microseconds. */
  readonly prefillUs: number;
  readonly decodeUs: number;
  readonly first_token_ms: number;
}

/** A clause shorter than this sounds cut off by itself; it waits for the next one. */
const MIN_CHARACTERS = 4;
/** Inside quotes and brackets a clause is cut only once it has become this long. */
const LONG_CHARACTERS = 40;
/** A phrase shorter than this is never given by itself. */
const MIN_PHRASE_CHARACTERS = 5;
/** About how long a character is heard; kanji take longer and small kana nothing. */
const CHARACTER_MS = 145;
/** What comes next has about so many tokens to its end. */
const NEXT_TOKENS = 12;
/** And so long is reckoned for the voice's first sound of it, by what such sounds have taken: in coarse steps as well. */
const VOICES = [
  { upToMs: 250, reckonedMs: 100 },
  { upToMs: 600, reckonedMs: 450 },
  { upToMs: 1200, reckonedMs: 900 },
  { upToMs: Number.POSITIVE_INFINITY, reckonedMs: 1500 },
] as const;
/**
 * What a token is reckoned to take, by what tokens have taken on average: in coarse steps and not by the clock, so that on
 * a machine that is not busy the same text is cut the same way every time.
 */
const PACES = [
  { upToMs: 75, reckonedMs: 40 },
  { upToMs: 130, reckonedMs: 100 },
  { upToMs: Number.POSITIVE_INFINITY, reckonedMs: 200 },
] as const;

const SENTENCE_END = /[。！？!?]/;
const COMMA = /[、，；]/;
const OPENING = /[「『（(【]/;
const CLOSING = /[」』）)】]/;
const DIGIT = /[0-9０-９]/;

/**
 * Cuts Japanese into clauses while it is still being generated: at 、 and at sentence ends, and where a phrase ends if the
 * listener waits, as for the first clause, or soon would. Nothing is added, dropped or changed: the clauses joined are the
 * text.
 */
export class ClauseCutter {
  readonly #voiceMs: number;
  #open = "";
  #depth = 0;
  /** Reckoned milliseconds since the first token. */
  #clock = 0;
  /** Until when what was given is heard, on that clock; null before the first clause. */
  #heardUntil: number | null = null;
  #firstAt: number | null = null;
  #last: Piece | null = null;
  #tokensCut = 0;

  /** @param firstSoundMs what the voice takes until the first sound of a clause; 0 where nobody knows */
  constructor(firstSoundMs = 0) {
    this.#voiceMs = VOICES.find(({ upToMs }) => firstSoundMs <= upToMs)?.reckonedMs ?? 0;
  }

  /** Takes in a piece and returns the clauses it closed. */
  push(piece: Piece): CutClause[] {
    const clauses: CutClause[] = [];
    const tokenMs = reckonedTokenMs(piece);
    this.#clock += (piece.tokens - (this.#last?.tokens ?? 0)) * tokenMs;
    for (const character of piece.text) {
      // What follows a sentence end may still belong to it, such as a second mark. After a closing quote the sentence
      // usually goes on (「…。」と言いました), so a mark inside quotes ends nothing. A phrase has ended when the next begins.
      const isOver = this.#endsSentence() && !SENTENCE_END.test(character) && !CLOSING.test(character);
      this.#last = piece;
      if (isOver || this.#endsPhrase(character, piece.tokens, tokenMs)) clauses.push(...this.#cut());
      this.#firstAt ??= piece.at_ms;
      if (OPENING.test(character)) this.#depth++;
      if (CLOSING.test(character) && this.#depth > 0) this.#depth--;
      const before = this.#open.at(-1) ?? "";
      this.#open += character;
      const isComma = COMMA.test(character) && !DIGIT.test(before);
      // Nothing but the next sentence follows a full stop outside of quotes; waiting for it costs a token.
      const isStop = character === "。" && this.#depth === 0;
      if ((isComma || isStop) && this.#isLongEnough()) clauses.push(...this.#cut());
    }
    return clauses;
  }

  /** The end of the text: what is still open is the last clause, if there is any. */
  end(): CutClause[] {
    return this.#open === "" ? [] : this.#cut();
  }

  #endsSentence(): boolean {
    return SENTENCE_END.test(this.#open.at(-1) ?? "") && this.#isLongEnough();
  }

  #endsPhrase(next: string, tokens: number, tokenMs: number): boolean {
    // A text that is there already keeps nobody waiting.
    if (tokens === 0 || this.#depth > 0 || this.#open.length < MIN_PHRASE_CHARACTERS) return false;
    const untilNext = NEXT_TOKENS * tokenMs + this.#voiceMs;
    // What is given must last until more can be given, or it would break off.
    const isEnough = this.#open.length * CHARACTER_MS >= untilNext;
    const isHurried = this.#heardUntil === null || this.#heardUntil - this.#clock < untilNext;
    return isEnough && isHurried && endsPhrase(this.#open, next);
  }

  #isLongEnough(): boolean {
    return this.#open.length >= (this.#depth > 0 ? LONG_CHARACTERS : MIN_CHARACTERS);
  }

  #cut(): CutClause[] {
    const tokens = this.#last?.tokens ?? 0;
    const clause = {
      ja: this.#open,
      tokens: tokens - this.#tokensCut,
      prefillUs: this.#last?.prefillUs ?? 0,
      decodeUs: this.#last?.decodeUs ?? 0,
      first_token_ms: this.#firstAt ?? 0,
    };
    this.#tokensCut = tokens;
    this.#heardUntil = Math.max(this.#heardUntil ?? 0, this.#clock) + this.#open.length * CHARACTER_MS;
    this.#open = "";
    this.#firstAt = null;
    return [clause];
  }
}

function reckonedTokenMs({ tokens, decodeUs }: Piece): number {
  const average = tokens === 0 ? 0 : decodeUs / 1000 / tokens;
  return PACES.find(({ upToMs }) => average <= upToMs)?.reckonedMs ?? 0;
}
