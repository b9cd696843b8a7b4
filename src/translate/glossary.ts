import { readFileSync, statSync } from "node:fs";
import { AppError, reasonOf } from "../errors.ts";

/** A term that a user wants translated in one way only. */
export interface Term {
  readonly en: string;
  readonly ja: string;
}

const MOST_BYTES = 1_000_000;
const LONGEST_CHARACTERS = 100;
const LINE = /^\s*(?<en>[^\t=]*[^\t=\s])\s*(?:\t|=)\s*(?<ja>.*\S)\s*$/;

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
   * @throws AppError GLOSSARY_UNREADABLE
   */
  static load(path: string): Glossary {
    return new Glossary(readTerms(path));
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
