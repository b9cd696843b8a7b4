import { OUTPUT_RATE } from "../audio/sink.ts";
import { percentile } from "../percentile.ts";
import type { VoicedPcm } from "./synthesizer.ts";
import type { VoiceSpeed } from "./voice_speeds.ts";

/** Less sound says more of the moment than of the voice. Milliseconds. */
const TELLING_MS = 10_000;
/** Of the latest clauses; a session may last for weeks. */
const MOST_FIRSTS = 200;

/** A clause: what it took to the first sound and in all, and how long the sound is, in milliseconds. */
export interface MeasuredClause {
  readonly firstMs: number;
  readonly synthesisMs: number;
  readonly soundMs: number;
}

/**
 * Hands on the sound of a clause.
 *
 * @param onSaid told how quick it was, at its end; not of one that was aborted, or gave no sound
 */
export async function* measuring(
  pieces: AsyncIterable<VoicedPcm>,
  signal: AbortSignal,
  onSaid: (clause: MeasuredClause) => void,
): AsyncGenerator<VoicedPcm> {
  let frames = 0;
  let firstMs = 0;
  let synthesisMs = 0;
  for await (const piece of pieces) {
    synthesisMs = piece.voiceUs / 1000;
    if (frames === 0) firstMs = synthesisMs;
    frames += piece.pcm.length;
    yield piece;
  }
  if (frames > 0 && !signal.aborted) onSaid({ firstMs, synthesisMs, soundMs: (frames / OUTPUT_RATE) * 1000 });
}

/** How quick a voice was. */
export class MeasuredVoice {
  #synthesisMs = 0;
  #soundMs = 0;
  #clauses = 0;
  readonly #firstsMs: number[] = [];
  readonly #tellingMs: number;

  /** @param tellingMs sound that tells how quick it is, in milliseconds */
  constructor(tellingMs = TELLING_MS) {
    this.#tellingMs = tellingMs;
  }

  /** It said a clause. */
  add(clause: MeasuredClause): void {
    this.#synthesisMs += clause.synthesisMs;
    this.#soundMs += clause.soundMs;
    this.#firstsMs[this.#clauses++ % MOST_FIRSTS] = clause.firstMs;
  }

  /** The median of the first sound, in milliseconds; null before it said anything. */
  get firstMs(): number | null {
    return percentile(this.#firstsMs, 0.5) ?? null;
  }

  /** The real-time factor, and the median of the first sound; null before it has said enough. */
  get speed(): VoiceSpeed | null {
    const firstPcmMs = this.firstMs;
    if (firstPcmMs === null || this.#soundMs < this.#tellingMs) return null;
    return { factor: this.#synthesisMs / this.#soundMs, firstPcmMs };
  }
}
