import { japaneseCharacters } from "../characters.ts";
import { type Fault, faultsOf, isAbbreviation, missingIdentifiers, missingNumbers } from "./faults.ts";

/** Faults that more text cannot mend, so that they count before a sentence is whole. */
const OF_A_BEGINNING: ReadonlySet<Fault> = new Set(["characters", "untranslated", "repetition"]);
/** What is left of a sentence with one of these tells a listener nothing. */
const UNSPEAKABLE: ReadonlySet<Fault> = new Set(["characters", "untranslated", "repetition", "length"]);
/** How much each kind weighs when one translation is compared with another. */
const WEIGHTS: Readonly<Record<Fault, number>> = {
  ...{
    characters: 8,
    untranslated: 8,
    repetition: 8,
    length: 8,
    number: 4,
    identifier: 4,
    "negation-lost": 4,
    term: 3,
  },
  ...{ "english-word": 2, "negation-added": 2, style: 1 },
};

let isWritten: ((character: string) => boolean) | null = null;

/** The characters that may be written; to look them up takes 5 ms once. */
function writtenCharacters(): (character: string) => boolean {
  isWritten ??= japaneseCharacters();
  return isWritten;
}

/** Tells what is wrong with translations of one English sentence. */
export class Judge {
  readonly #en: string;
  /** The Japanese that the user wants for the terms of the sentence. */
  readonly #terms: readonly string[];

  constructor(en: string, terms: readonly string[]) {
    this.#en = en;
    this.#terms = terms;
  }

  /** The faults of a whole translation. */
  faults(ja: string): Fault[] {
    return faultsOf(this.#en, ja, writtenCharacters(), this.#terms);
  }

  /** Those of the beginning of a translation that stay, whatever follows. */
  faultsOfBeginning(ja: string): Fault[] {
    return this.faults(ja).filter((fault) => OF_A_BEGINNING.has(fault));
  }

  /** How bad a translation is; 0 is without fault. */
  weight(ja: string): number {
    return this.faults(ja).reduce((sum, fault) => sum + WEIGHTS[fault], 0);
  }

  /** Nobody should have to hear it. */
  isUnspeakable(ja: string): boolean {
    return this.faults(ja).some((fault) => UNSPEAKABLE.has(fault));
  }

  /**
   * Whether a listener must be told not to rely on it: a number in digits or a name of the code is gone. The other checks
   * err too often for that.
   */
  isDoubtful(ja: string): boolean {
    return (
      this.#missingDigits(ja).length > 0 ||
      missingIdentifiers(this.#en, ja).some((name) => !isAbbreviation(name))
    );
  }

  /** What a model is told to mend a translation with. */
  noteFor(ja: string): string {
    const faults = this.faults(ja);
    const notes: Partial<Record<Fault, string>> = {
      number: missingNumbers(this.#en, ja).join("、"),
      identifier: missingIdentifiers(this.#en, ja).join("、"),
      "negation-lost": "〜ません",
      term: this.#terms.join("、"),
      style: "です・ます",
    };
    return faults.flatMap((fault) => notes[fault] ?? []).join("、");
  }

  #missingDigits(ja: string): number[] {
    return missingNumbers(this.#en.replace(/[A-Za-z]+/g, "x"), ja);
  }
}
