/**
 * START HERE: the way of the data.
 *
 *     stdin bytes → UtteranceReader → Agenda → translateStage → synthesisStage → Playback
 *
 * Reading is eager and never waits for speech. After it, every stage is an async generator, and `ahead` lets each work
 * by a bounded amount before the one that reads it: while clause 1 sounds, clause 2 is synthesised and clause 3
 * translated.
 */
import { ahead } from "./ahead.ts";
import type { Playback } from "./audio/playback.ts";
import { SoundAhead } from "./sound_ahead.ts";
import { type SynthesisStage, synthesisStage } from "./speech/synthesis_stage.ts";
import { type TranslateStage, translateStage } from "./translate/translate_stage.ts";
import type { Work } from "./work.ts";

/** Translated clauses that may wait for the voice: about two sentences. */
const CLAUSES_AHEAD = 8;
/** Chunks of PCM that may wait for the playback: some seconds, as a chunk is up to half a second. */
const SOUNDS_AHEAD = 64;

/** Speaks everything that comes; resolves when the last PCM frame has sounded or been written. */
export async function speakAll(
  work: AsyncIterable<Work>,
  stages: TranslateStage & Omit<SynthesisStage, "untilDryMs">,
  playback: Playback,
): Promise<void> {
  const clauses = ahead(translateStage(work, stages), CLAUSES_AHEAD);
  const soundAhead = new SoundAhead(playback);
  const synthesis = synthesisStage(clauses, { ...stages, untilDryMs: () => soundAhead.untilDryMs });
  for await (const step of ahead(soundAhead.given(synthesis), SOUNDS_AHEAD)) {
    soundAhead.taken(step);
    await playback.play(step);
  }
  await playback.drained();
}
