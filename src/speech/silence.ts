/**
 * Voices open and close every utterance with a fraction of a second of silence. It is taken away, and a pause of a
 * natural length is put between clauses instead.
 */

/** Below this, of 32,767, a sample counts as silent: -46 dBFS, above the noise of vocoders, below a breathy /h/. */
const SILENT = 160;
/** Kept before the first and after the last audible sample, because consonants fade in and out. */
const LEAD_MS = 10;
const TAIL_MS = 30;

/** Removes leading and trailing silence from one clause while it streams; pauses inside it stay. */
export class SilenceTrimmer {
  readonly #lead: number;
  readonly #tail: number;
  #hasBegun = false;
  /** Silent samples that are given on only if something audible follows. */
  #held: Int16Array = new Int16Array(0);

  /** @param rate sampling rate in Hz */
  constructor(rate: number) {
    this.#lead = Math.round((rate * LEAD_MS) / 1000);
    this.#tail = Math.round((rate * TAIL_MS) / 1000);
  }

  /** Takes in PCM frames and returns those that are certain to be part of the sound; maybe none. */
  push(pcm: Int16Array): Int16Array {
    const all = join(this.#held, pcm);
    const last = all.findLastIndex(isAudible);
    if (last < 0) {
      // Before the sound only the lead-in is worth keeping; inside it every sample may turn out to be a pause.
      this.#held = this.#hasBegun ? all : all.slice(-this.#lead);
      return new Int16Array(0);
    }
    const first = this.#hasBegun ? 0 : Math.max(0, all.findIndex(isAudible) - this.#lead);
    this.#hasBegun = true;
    this.#held = all.slice(last + 1);
    return all.slice(first, last + 1);
  }

  /** The end of the clause: the short fade-out that belongs to the sound. */
  end(): Int16Array {
    return this.#hasBegun ? this.#held.slice(0, this.#tail) : new Int16Array(0);
  }
}

const isAudible = (sample: number) => sample > SILENT || sample < -SILENT;

function join(a: Int16Array, b: Int16Array): Int16Array {
  const joined = new Int16Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/**
 * The pause after a clause in milliseconds, by the mark it ends with: what newsreaders leave, a full stop more than a
 * comma, and nearly nothing where the sentence simply goes on.
 */
export function pauseAfter(ja: string, isLast: boolean): number {
  const mark = ja.replace(/[」』）)】\s]+$/, "").at(-1) ?? "";
  if (isLast || /[。．！？!?.]/.test(mark)) return 400;
  if (/[、，,：:；;・…]/.test(mark)) return 150;
  return 60;
}
