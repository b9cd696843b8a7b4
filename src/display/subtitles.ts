import type { Clause } from "../speech/clause.ts";
import type { Work } from "../work.ts";

/** Text without control characters: what an agent writes must not steer the listener's terminal. */
export function printable(text: string): string {
  return Bun.stripANSI(text).replaceAll(/\p{Cc}+/gu, " ");
}

/** What `--show` can be. */
export type Shown = "en" | "ja" | "both";

/** The subtitle of the utterance that is being heard. */
export class Subtitles {
  readonly #shown: Shown;
  readonly #dim: (text: string) => string;
  #id: number | null = null;
  #english = "";
  #japanese = "";
  #isComplete = false;

  /** @param dim makes text less prominent, where that is possible */
  constructor(shown: Shown, dim: (text: string) => string) {
    this.#shown = shown;
    this.#dim = dim;
  }

  /** The subtitle as far as it is known, a line each language. */
  get lines(): string[] {
    if (this.#id === null) return [];
    const english = this.#shown === "ja" || this.#english === "" ? [] : [this.#dim(this.#english)];
    return this.#shown === "en" || this.#japanese === "" ? english : [...english, this.#japanese];
  }

  /** All of the utterance's clauses have begun to be heard. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  clauseStarts({ utterance }: Work, clause: Clause): void {
    if (this.#id !== utterance.id) {
      this.#id = utterance.id;
      this.#japanese = "";
      // What is not translated needs no second line.
      this.#english = utterance.kind === "notice" ? "" : printable(utterance.text);
    }
    this.#japanese += printable(clause.ja);
    this.#isComplete = clause.isLast;
    if (this.#shown !== "en" && this.#japanese === this.#english) this.#english = "";
  }

  /** Gives the lines that are to stay, and forgets them; none unless this utterance is the one shown. */
  take(utteranceId: number): string[] {
    if (this.#id !== utteranceId) return [];
    const { lines } = this;
    this.#id = null;
    return lines;
  }
}
