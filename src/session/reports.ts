import { isOfOneSentence } from "../errors.ts";
import type { Utterance } from "../input/utterance.ts";
import type { Statistics } from "../statistics.ts";
import type { Trace } from "../trace.ts";
import { MENDED, type TranslationFault } from "../translate/checked.ts";
import type { Work } from "../work.ts";

export interface ReportsTo {
  readonly trace: Trace;
  readonly statistics: Statistics;
  /** Tells a person in a line. */
  readonly tell: (line: string) => void;
}

/** Tells of what was not said, or not as it should have been. */
export class Reports {
  readonly #to: ReportsTo;

  constructor(to: ReportsTo) {
    this.#to = to;
  }

  /** These were left out; nothing is told when there are none. */
  skipped(reason: string, utterances: readonly Utterance[]): void {
    if (utterances.length === 0) return;
    this.#to.trace.write("skipped", {
      reason,
      what: `utterances ${utterances.map(({ id }) => id).join(", ")}`,
    });
  }

  /** @throws the error, when it is not of this sentence alone */
  fault({ utterance, signal }: Work, error: unknown): void {
    if (signal.aborted) return;
    if (!isOfOneSentence(error)) throw error;
    this.#to.statistics.fault();
    this.#to.trace.write("fault", {
      id: utterance.id,
      what: error.code,
      done: "the rest of the sentence was left out",
      en: utterance.text,
    });
    this.#to.tell(`stream-tts-bun: one sentence was not spoken to its end: ${error.what}: ${error.why}`);
  }

  translationFault({ utterance: { id, text } }: Work, { faults, mended }: TranslationFault): void {
    this.#to.trace.write("fault", { id, what: faults.join(", "), done: MENDED[mended], en: text });
    if (mended !== "untranslatable") return;
    this.#to.statistics.fault();
    this.#to.tell(`stream-tts-bun: one sentence could not be translated: ${text}`);
  }
}
