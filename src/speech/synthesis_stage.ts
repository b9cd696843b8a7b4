import { amplified } from "../audio/gain.ts";
import { OUTPUT_RATE } from "../audio/sink.ts";
import { now } from "../clock.ts";
import type { Utterance } from "../input/utterance.ts";
import type { Statistics } from "../statistics.ts";
import type { Trace } from "../trace.ts";
import type { Work } from "../work.ts";
import type { Clause, ClauseStep } from "./clause.ts";
import type { Sayer, Speaker } from "./sayer.ts";
import { pauseAfter, SilenceTrimmer } from "./silence.ts";
import type { SoundStep } from "./sound.ts";

/** What this stage needs of the run. */
export interface SynthesisStage {
  /** What says an utterance. */
  readonly sayerFor: (utterance: Utterance) => Sayer;
  /** Resolves when an utterance may be heard, or is not wanted any more. */
  readonly maySound: (work: Work) => Promise<void>;
  /** How fast to speak the next clause; 1.0 is natural. */
  readonly speed: () => number;
  /** Milliseconds until the sound that was given out has been heard; null where nobody hears it at its pace. */
  readonly untilDryMs: () => number | null;
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
  let sayer: Sayer | null = null;
  for await (const { clause, ...work } of steps) {
    if (clause === null) {
      sayer?.ended();
      sayer = null;
      stage.statistics.ended(work.utterance);
      if (!work.signal.aborted && frames > 0) stage.onSynthesised(work.utterance, frames / OUTPUT_RATE);
      frames = 0;
      yield { ...work, kind: "utterance-end" };
    } else if (!work.signal.aborted) {
      if (clause.n === 0) await stage.maySound(work);
      sayer ??= stage.sayerFor(work.utterance);
      try {
        for await (const step of soundOf(work, clause, sayer, stage)) {
          if (step.kind === "frames") frames += step.pcm.length;
          yield step;
        }
      } catch (error) {
        stage.onFault(work, error);
      }
    }
  }
}

async function* soundOf(
  work: Work,
  clause: Clause,
  sayer: Sayer,
  stage: SynthesisStage,
): AsyncGenerator<SoundStep> {
  const { utterance, signal } = work;
  let trimmer = new SilenceTrimmer(OUTPUT_RATE);
  let heard: { readonly firstAt: number; readonly voiceUs: number } | null = null;
  let speaker: Speaker | null = null;
  let samples = 0;
  const saying = { speed: stage.speed(), untilDryMs: stage.untilDryMs };
  for await (const said of sayer.say(clause.reading, saying, signal)) {
    // Another one says the clause from its beginning, with silence of its own.
    if (speaker !== said.speaker) trimmer = new SilenceTrimmer(OUTPUT_RATE);
    speaker = said.speaker;
    const audible = amplified(trimmer.push(said.pcm), speaker.volume);
    if (audible.length === 0) continue;
    if (heard === null) {
      heard = { firstAt: now(), voiceUs: said.voiceUs };
      if (clause.n === 0) stage.statistics.sounded(utterance, heard.firstAt);
    }
    samples += audible.length;
    yield { ...work, kind: "frames", clause, pcm: audible };
  }
  // A clause of punctuation alone has no sound, and then no pause either.
  if (heard === null || speaker === null || signal.aborted) return;
  const tail = amplified(trimmer.end(), speaker.volume);
  const pause = new Int16Array(Math.round((pauseAfter(clause.ja, clause.isLast) * OUTPUT_RATE) / 1000));
  samples += tail.length + pause.length;
  stage.trace.write("audio", {
    id: utterance.id,
    n: clause.n,
    voice: speaker.name,
    first_pcm_ms: heard.firstAt,
    samples,
    rate: OUTPUT_RATE,
    voice_us: heard.voiceUs,
  });
  yield { ...work, kind: "frames", clause, pcm: tail };
  yield { ...work, kind: "frames", clause, pcm: pause };
  yield { ...work, kind: "clause-end", clause };
}
