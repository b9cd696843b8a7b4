import { AppError } from "../errors.ts";
import { type Refuse, readPairs } from "../pairs_file.ts";

/** A term that a user wants translated in one way only. */
export interface Term {
  readonly en: string;
  readonly ja: string;
}

const LONGEST_CHARACTERS = 100;
const EXAMPLE = "worker = 作業者";

/**
 * Terms of a user. In a sentence they occur in, their Japanese stands in their place before the model reads it, which
 * models carry over more surely than they follow a list (code-switching; Song et al., NAACL 2019), for no token more.
 */
export class Glossary {
  readonly #terms: ReadonlyMap<string, Term>;
  readonly #pattern: RegExp | null;

  /** @param terms of one spelling the last counts */
  constructor(terms: readonly Term[]) {
    this.#terms = new Map(terms.map((term) => [term.en.toLowerCase(), term]));
    const longestFirst = [...this.#terms.keys()].toSorted((a, b) => b.length - a.length);
    // A part of a name, as in scheduler.ts, is no term.
    const any = longestFirst.map((en) => RegExp.escape(en)).join("|");
    this.#pattern = any === "" ? null : new RegExp(`(?<![\\w./-])(${any})(?:e?s)?(?![\\w/-]|\\.\\w)`, "gi");
  }

  /**
   * Reads a file of lines `English = Japanese`, or with a tab between the two; `#` begins a comment.
   *
   * @param path without one, there are no terms
   * @throws AppError GLOSSARY_UNREADABLE
   */
  static load(path: string | undefined): Glossary {
    return new Glossary(path === undefined ? [] : readTerms(path));
  }

  /** The terms that occur in a sentence, in its order, each once; also in the plural and in any case. */
  termsIn(en: string): Term[] {
    const found = this.#pattern === null ? [] : [...en.matchAll(this.#pattern)];
    return [...new Set(found.flatMap(([, name = ""]) => this.#terms.get(name.toLowerCase()) ?? []))];
  }

  /** The sentence with the Japanese of its terms in their place. */
  applyTo(en: string): string {
    const japanese = (whole: string, name: string) => this.#terms.get(name.toLowerCase())?.ja ?? whole;
    return this.#pattern === null ? en : en.replace(this.#pattern, japanese);
  }
}

function readTerms(path: string): Term[] {
  const refuse: Refuse = (why, fix, cause) =>
    new AppError("GLOSSARY_UNREADABLE", { what: `cannot use the glossary ${path}`, why, fix }, cause);
  return [...readPairs(path, refuse, EXAMPLE)].map(({ left: en, right: ja, line }) => {
    if (en === "" || ja === "")
      throw refuse(`line ${line}: the English or the Japanese is missing`, `write a line as "${EXAMPLE}"`);
    if (en.length > LONGEST_CHARACTERS || ja.length > LONGEST_CHARACTERS)
      throw refuse(
        `line ${line} is longer than ${LONGEST_CHARACTERS} characters`,
        "give terms, not sentences",
      );
    return { en, ja };
  });
}
