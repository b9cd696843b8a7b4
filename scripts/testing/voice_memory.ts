import { median } from "../../src/bench/figures.ts";
import { soak } from "./soak.ts";

/** Until this share of the sentences is done, memory may still grow. */
const WARM_UP = 0.1;
/** Each of start, middle and end is so much of the session. */
const STRETCH = 0.1;

export interface VoiceMemory {
  readonly voice: string;
  readonly sentences: number;
  /** Sentences that got sound; all of them, when nothing was lost. */
  readonly spoken: number;
  readonly exitCode: number;
  /** Resident memory of all processes, in bytes: medians right after the warm-up, in the middle, and at the end. */
  readonly start: number;
  readonly middle: number;
  readonly end: number;
  readonly highest: number;
}

/** Translates sentences and speaks them without a device, and looks at what all processes hold meanwhile. */
export async function voiceMemory(voice: string, sentences: number, model: string): Promise<VoiceMemory> {
  const looks: { done: number; bytes: number }[] = [];
  const warmUp = Math.ceil(sentences * WARM_UP);
  const { exitCode, spoken } = await soak({
    ...{ utterances: sentences, warmUp, model, voice },
    onProgress: (done, bytes) => looks.push({ done, bytes }),
  });
  const between = (from: number, to: number) =>
    median(
      looks.flatMap(({ done, bytes }) => (done >= from * sentences && done < to * sentences ? [bytes] : [])),
    );
  return {
    ...{ voice, sentences, spoken, exitCode },
    start: between(WARM_UP, WARM_UP + STRETCH),
    middle: between(0.5 - STRETCH / 2, 0.5 + STRETCH / 2),
    end: between(1 - STRETCH, 1),
    highest: looks.reduce((most, { bytes }) => Math.max(most, bytes), 0),
  };
}
