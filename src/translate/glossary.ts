import { readFileSync, statSync } from "node:fs";
import { AppError, reasonOf } from "../errors.ts";

/** A term that a user wants translated in one way only. */
export interface Term {
  readonly en: string;
  readonly ja: string;
}

const MOST_BYTES = 1_000_000;
const LONGEST_CHARACTERS = 100;
/** What a sentence is told stands between it and its Japanese, and the listener waits for it to be read. */
const MOST_IN_A_SENTENCE = 8;
const LINE = /^\s*(?<en>[^\t=]*[^\t=\s])\s*(?:\t|=)\s*(?<ja>.*\S)\s*$/;

/** Terms of a user, given to the model only with sentences they occur in. */
export class Glossary {
  readonly #terms: ReadonlyMap<string, Term>;
  readonly #pattern: RegExp | null;

  /** @param terms of one spelling the last counts */
  constructor(terms: readonly Term[]) {
    this.#terms = new Map(terms.map((term) => [term.en.toLowerCase(), term]));
    const longestFirst = [...this.#terms.keys()].toSorted((a, b) => b.length - a.length);
    const any = longestFirst.map((en) => RegExp.escape(en)).join("|");
    this.#pattern = any === "" ? null : new RegExp(`(?<![\\w])(${any})(?:e?s)?(?![\\w])`, "gi");
  }

  /**
   * Reads a file of lines `English = Japanese`, or with a tab between the two; `#` begins a comment.
   *
   * @throws AppError GLOSSARY_UNREADABLE
   */
  static load(path: string): Glossary {
    return new Glossary(readTerms(path));
  }

  /** The terms that occur in a sentence, in its order, each once; also in the plural and in any case. */
  termsIn(en: string): Term[] {
    if (this.#pattern === null) return [];
    const found = new Set<Term>();
    for (const [, name = ""] of en.matchAll(this.#pattern)) {
      const term = this.#terms.get(name.toLowerCase());
      if (term !== undefined) found.add(term);
    }
    return [...found].slice(0, MOST_IN_A_SENTENCE);
  }
}

function readTerms(path: string): Term[] {
  const refusal = (why: string, cause?: unknown) =>
    new AppError(
      "GLOSSARY_UNREADABLE",
      {
        what: `the glossary ${path} cannot be used`,
        why,
        fix: "write one term a line: English, a tab or =, Japanese; # begins a comment",
      },
      cause,
    );
  let text: string;
  try {
    if (statSync(path).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw refusal(reasonOf(error), error);
  }
  return text.split(/\r?\n/).flatMap((line, n) => {
    if (line.trim() === "" || line.trimStart().startsWith("#")) return [];
    const { en, ja } = LINE.exec(line)?.groups ?? {};
    if (en === undefined || ja === undefined)
      throw refusal(`line ${n + 1} has no English and Japanese: ${line.trim()}`);
    if (en.length > LONGEST_CHARACTERS || ja.length > LONGEST_CHARACTERS)
      throw refusal(`line ${n + 1} is longer than ${LONGEST_CHARACTERS} characters`);
    return [{ en, ja }];
  });
}
