import type { Playback } from "../audio/playback.ts";
import { now } from "../clock.ts";
import { UtteranceReader } from "../input/reader.ts";
import { speakAll } from "../pipeline.ts";
import { Statistics } from "../statistics.ts";
import type { Work } from "../work.ts";
import { MeasuredVoice, measuring } from "./measured_voice.ts";
import type { ReadingOf } from "./readings/index.ts";
import type { SaidPcm, Sayer, Saying } from "./sayer.ts";
import type { Synthesizer } from "./synthesizer.ts";
import { prosodyOf, type VoiceSpec } from "./voice_spec.ts";
import type { VoiceSpeed } from "./voice_speeds.ts";

/** What is said, by whom, and how. */
export interface Trial {
  readonly text: string;
  readonly spec: VoiceSpec;
  /** Of the voice of the spec, opened. */
  readonly synthesizer: Synthesizer;
  readonly readingOf: ReadingOf;
  /** Speed of speech; 1.0 is natural. */
  readonly rate: number;
}

/**
 * Speaks a text as `speak --no-translate` would, with one voice alone.
 *
 * @param signal silences it
 * @returns how quick the voice was; null when it gave no sound
 * @throws AppError when a clause cannot be said to its end
 */
export async function speakTrial(
  { text, spec, synthesizer, readingOf, rate }: Trial,
  playback: Playback,
  signal: AbortSignal,
): Promise<VoiceSpeed | null> {
  const sayer = new MeasuringSayer(spec, synthesizer);
  signal.addEventListener("abort", () => playback.flush(), { once: true });
  const fail = (_: Work, error: unknown) => {
    if (!signal.aborted) throw error;
  };
  await speakAll(
    worksOf(text, signal),
    {
      ...{
        translator: null,
        readingOf,
        firstSoundMs: () => 0,
        trace: { write() {}, close() {} },
        statistics: new Statistics(),
      },
      ...{ sayerFor: () => sayer, maySound: async () => {}, speed: () => rate, untilDryMs: () => null },
      ...{ onSynthesised() {}, onFault: fail, onTranslationFault() {} },
    },
    playback,
  );
  return sayer.speed;
}

/** The utterances of a plain text. */
async function* worksOf(text: string, signal: AbortSignal): AsyncGenerator<Work> {
  const reader = new UtteranceReader({
    ...{ input: "text", agents: "main", announce: [], code: "read", now },
    onSkip() {},
  });
  for (const event of [...reader.push(Buffer.from(`${text}\n`)), ...reader.end()])
    if (event.kind === "utterance")
      yield {
        ...{ utterance: event.utterance, message: event.message, signal },
        translated: { clauses: [], isWhole: false },
      };
}

/** Says everything with one voice, and measures it. */
class MeasuringSayer implements Sayer {
  readonly #spec: VoiceSpec;
  readonly #synthesizer: Synthesizer;
  readonly #measured = new MeasuredVoice(0);

  constructor(spec: VoiceSpec, synthesizer: Synthesizer) {
    this.#spec = spec;
    this.#synthesizer = synthesizer;
  }

  get speed(): VoiceSpeed | null {
    return this.#measured.speed;
  }

  async *say(reading: string, { speed }: Saying, signal: AbortSignal): AsyncGenerator<SaidPcm> {
    const pieces = this.#synthesizer.speak(reading, prosodyOf(this.#spec, speed), signal);
    for await (const piece of measuring(pieces, signal, (clause) => this.#measured.add(clause)))
      yield { ...piece, speaker: this.#spec };
  }

  ended(): void {}
}
