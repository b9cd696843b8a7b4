import { isJapanese } from "./input/japanese.ts";
import type { Utterance } from "./input/utterance.ts";

/** Seconds of speech a character gives before anything has been heard: English translated, and Japanese as it is. */
const FIRST_GUESS = { en: 0.075, ja: 0.16 };
/** Of which so much is the pause at the end, however short the utterance. */
const PAUSE_S = 0.4;
/** How many characters the first guess weighs. */
const GUESS_CHARACTERS = 200;

type Language = keyof typeof FIRST_GUESS;

/** Learns how long text takes to say. */
export class Pace {
  readonly #heard: Record<Language, { seconds: number; characters: number }>;

  /** @param rate speed of speech; 1.0 is natural */
  constructor(rate: number) {
    const guess = (language: Language) => ({
      seconds: (FIRST_GUESS[language] * GUESS_CHARACTERS) / rate,
      characters: GUESS_CHARACTERS,
    });
    this.#heard = { en: guess("en"), ja: guess("ja") };
  }

  /** Seconds that an utterance will probably take. */
  estimate(utterance: Utterance): number {
    const { seconds, characters } = this.#heard[languageOf(utterance)];
    return PAUSE_S + (seconds / characters) * utterance.text.length;
  }

  /** An utterance took so many seconds. */
  learn(utterance: Utterance, seconds: number): void {
    const heard = this.#heard[languageOf(utterance)];
    heard.seconds += Math.max(0, seconds - PAUSE_S);
    heard.characters += utterance.text.length;
  }
}

const languageOf = ({ kind, text }: Utterance): Language =>
  kind === "notice" || isJapanese(text) ? "ja" : "en";
