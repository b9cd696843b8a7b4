/** Japanese text as it comes from the model, with the tokens generated so far and when it came. */
export interface Piece {
  /** Never empty: a token without a whole character waits for the one that completes it. */
  readonly text: string;
  /** Tokens generated up to and including this piece. */
  readonly tokens: number;
  readonly at_ms: number;
}

export interface CutClause {
  readonly ja: string;
  readonly tokens: number;
  readonly first_token_ms: number;
}

/** A clause shorter than this sounds cut off by itself; it waits for the next one. */
const MIN_CHARACTERS = 4;
/** Inside quotes and brackets a clause is cut only once it has become this long. */
const LONG_CHARACTERS = 40;

const SENTENCE_END = /[。！？!?]/;
const COMMA = /[、，；]/;
const OPENING = /[「『（(【]/;
const CLOSING = /[」』）)】]/;
const DIGIT = /[0-9０-９]/;

/**
 * Cuts Japanese into clauses while it is still being generated, at 、 and at sentence ends. Nothing is added, dropped
 * or changed: the clauses joined are the text.
 */
export class ClauseCutter {
  #open = "";
  #depth = 0;
  #firstAt: number | null = null;
  #tokens = 0;
  #tokensCut = 0;

  /** Takes in a piece and returns the clauses it closed. */
  push(piece: Piece): CutClause[] {
    const clauses: CutClause[] = [];
    this.#tokens = piece.tokens;
    for (const character of piece.text) {
      // What follows a sentence end may still belong to it, such as a second mark. After a closing quote the sentence
      // usually goes on (「…。」と言いました), so a mark inside quotes ends nothing.
      if (this.#endsSentence() && !SENTENCE_END.test(character) && !CLOSING.test(character))
        clauses.push(...this.#cut());
      this.#firstAt ??= piece.at_ms;
      if (OPENING.test(character)) this.#depth++;
      if (CLOSING.test(character) && this.#depth > 0) this.#depth--;
      const before = this.#open.at(-1) ?? "";
      this.#open += character;
      if (COMMA.test(character) && !DIGIT.test(before) && this.#isLongEnough()) clauses.push(...this.#cut());
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

  #isLongEnough(): boolean {
    return this.#open.length >= (this.#depth > 0 ? LONG_CHARACTERS : MIN_CHARACTERS);
  }

  #cut(): CutClause[] {
    const clause = {
      ja: this.#open,
      tokens: this.#tokens - this.#tokensCut,
      first_token_ms: this.#firstAt ?? 0,
    };
    this.#tokensCut = this.#tokens;
    this.#open = "";
    this.#firstAt = null;
    return [clause];
  }
}
