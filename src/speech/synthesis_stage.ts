import { OUTPUT_RATE } from "../audio/sink.ts";
import { now } from "../clock.ts";
import type { Utterance } from "../input/utterance.ts";
import type { Statistics } from "../statistics.ts";
import type { Trace } from "../trace.ts";
import type { Work } from "../work.ts";
import type { Clause, ClauseStep } from "./clause.ts";
import { pauseAfter, SilenceTrimmer } from "./silence.ts";
import type { SoundStep } from "./sound.ts";
import type { Synthesizer } from "./synthesizer.ts";

/** What this stage needs of the run. */
export interface SynthesisStage {
  /** The voice that says an utterance, opened. */
  readonly synthesizerFor: (utterance: Utterance) => Promise<Synthesizer>;
  /** Resolves when an utterance may be heard, or is not wanted any more. */
  readonly maySound: (work: Work) => Promise<void>;
  /** How fast to speak the next clause; 1.0 is natural. */
  readonly speed: () => number;
  readonly trace: Trace;
  readonly statistics: Statistics;
  /** All of an utterance has been synthesised; it takes so many seconds. */
  readonly onSynthesised: (utterance: Utterance, seconds: number) => void;
  /** A clause could not be synthesised to its end. */
  readonly onFault: (work: Work, error: unknown) => void;
}

/** Clauses in, PCM frames out while they are being synthesised; a clause that fails is left out. */
export async function* synthesisStage(
  steps: AsyncIterable<ClauseStep>,
  stage: SynthesisStage,
): AsyncGenerator<SoundStep> {
  let frames = 0;
  for await (const { clause, ...work } of steps) {
    if (clause === null) {
      stage.statistics.ended(work.utterance);
      if (!work.signal.aborted && frames > 0) stage.onSynthesised(work.utterance, frames / OUTPUT_RATE);
      frames = 0;
      yield { ...work, kind: "utterance-end" };
    } else if (!work.signal.aborted) {
      if (clause.n === 0) await stage.maySound(work);
      try {
        for await (const step of soundOf(work, clause, stage)) {
          if (step.kind === "frames") frames += step.pcm.length;
          yield step;
        }
      } catch (error) {
        stage.onFault(work, error);
      }
    }
  }
}

async function* soundOf(work: Work, clause: Clause, stage: SynthesisStage): AsyncGenerator<SoundStep> {
  const { utterance, signal } = work;
  const trimmer = new SilenceTrimmer(OUTPUT_RATE);
  let firstAt: number | null = null;
  let samples = 0;
  let voice_us = 0;
  const synthesizer = await stage.synthesizerFor(utterance);
  for await (const { pcm, voiceUs } of synthesizer.speak(clause.reading, stage.speed(), signal)) {
    const audible = trimmer.push(pcm);
    if (audible.length === 0) continue;
    if (firstAt === null) {
      firstAt = now();
      voice_us = voiceUs;
      if (clause.n === 0) stage.statistics.sounded(utterance, firstAt);
    }
    samples += audible.length;
    yield { ...work, kind: "frames", clause, pcm: audible };
  }
  // A clause of punctuation alone has no sound, and then no pause either.
  if (firstAt === null || signal.aborted) return;
  const tail = trimmer.end();
  const pause = new Int16Array(Math.round((pauseAfter(clause.ja, clause.isLast) * OUTPUT_RATE) / 1000));
  samples += tail.length + pause.length;
  stage.trace.write("audio", {
    id: utterance.id,
    n: clause.n,
    first_pcm_ms: firstAt,
    samples,
    rate: OUTPUT_RATE,
    voice_us,
  });
  yield { ...work, kind: "frames", clause, pcm: tail };
  yield { ...work, kind: "frames", clause, pcm: pause };
  yield { ...work, kind: "clause-end", clause };
}
