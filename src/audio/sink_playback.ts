import type { SoundStep } from "../speech/sound.ts";
import { amplified } from "./gain.ts";
import type { Listener, Playback } from "./playback.ts";
import type { Sink } from "./sink.ts";

/** Writes the sound to a {@link Sink}: nothing is paced, so nothing is ever late. */
export class SinkPlayback implements Playback {
  readonly underruns = 0;
  readonly untilDryMs = null;
  readonly #sink: Sink;
  readonly #listener: Listener;
  readonly #volume: number;
  #startedClause: object | null = null;
  /** Settles when the sound may go on. */
  #held: PromiseWithResolvers<void> | null = null;

  /** @param volume gain of every sample; 1.0 leaves them as they are */
  constructor(sink: Sink, volume: number, listener: Listener) {
    this.#sink = sink;
    this.#volume = volume;
    this.#listener = listener;
  }

  async open(): Promise<void> {}

  async play(step: SoundStep): Promise<void> {
    await this.#held?.promise;
    if (step.kind === "utterance-end") this.#listener.utteranceEnds(step);
    if (step.kind !== "frames" || step.signal.aborted) return;
    if (this.#startedClause !== step.clause) {
      this.#startedClause = step.clause;
      this.#listener.clauseStarts(step, step.clause);
    }
    await this.#sink.write(amplified(step.pcm, this.#volume));
  }

  async drained(): Promise<void> {}

  flush(): void {}

  skip(): void {}

  pause(on: boolean): void {
    if (on) this.#held ??= Promise.withResolvers();
    else {
      this.#held?.resolve();
      this.#held = null;
    }
  }

  close(): void {
    this.pause(false);
    this.#sink.close();
  }
}
