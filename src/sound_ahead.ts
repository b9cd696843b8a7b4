import type { Playback } from "./audio/playback.ts";
import { OUTPUT_RATE } from "./audio/sink.ts";
import type { SoundStep } from "./speech/sound.ts";

const FRAMES_PER_MS = OUTPUT_RATE / 1000;

/** How much sound there is ahead of the listener: on its way to the playback, and taken by it. */
export class SoundAhead {
  readonly #playback: Pick<Playback, "untilDryMs">;
  #onTheWay = 0;

  constructor(playback: Pick<Playback, "untilDryMs">) {
    this.#playback = playback;
  }

  /** Milliseconds until all of it has been heard; null where nothing is paced. */
  get untilDryMs(): number | null {
    const { untilDryMs } = this.#playback;
    return untilDryMs === null ? null : untilDryMs + this.#onTheWay / FRAMES_PER_MS;
  }

  /** The steps that pass here are on their way from now on. */
  async *given(steps: AsyncIterable<SoundStep>): AsyncGenerator<SoundStep> {
    for await (const step of steps) {
      this.#onTheWay += framesOf(step);
      yield step;
    }
  }

  /** The playback is about to take a step. */
  taken(step: SoundStep): void {
    this.#onTheWay -= framesOf(step);
  }
}

const framesOf = (step: SoundStep) => (step.kind === "frames" ? step.pcm.length : 0);
