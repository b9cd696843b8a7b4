/** Reads back what the stand-in voices said; standins/speech/sound.h says how the sound is made. */

const RATE = 48_000;
/** Samples of a step, of which there are seven for a code point. */
const STEP = (RATE * 2) / 1000;
const STEPS = 7;
/** Where the fall to a code point's first step, from any level to -0.6, is half done at the latest. */
const FALLEN = -0.35;
/** How far resampling may move an edge, in samples. */
const NEAR = 12;

/** How many frames a text takes at 48,000 Hz; the rounding of its last piece may add or take a few. */
export const framesOf = (text: string) => [...text].length * STEPS * STEP;

/**
 * The text that a whole sound at 48,000 Hz says.
 *
 * @throws Error when anything stands before, between or behind its code points, or is missing there
 */
export function heard(pcm: Int16Array): string {
  const level = (i: number) => (pcm[i] ?? 0) / 32_768;
  let text = "";
  let at = 0;
  while (at < pcm.length - NEAR) {
    const start = fallNear(at);
    text += codePoint(start);
    at = start + STEPS * STEP;
  }
  if (Math.abs(at - pcm.length) > NEAR) throw new Error(`"${text}" ends at ${at} of ${pcm.length} frames`);
  return text;

  function fallNear(expected: number): number {
    for (let i = Math.max(0, expected - NEAR); i <= expected + NEAR; i++) if (level(i) < FALLEN) return i;
    throw new Error(`no code point begins at frame ${expected} of ${pcm.length}, behind "${text}"`);
  }

  function codePoint(start: number): string {
    let point = 0;
    for (let step = 1; step < STEPS; step++) point = point * 16 + nibble(start + step * STEP);
    return String.fromCodePoint(point);
  }

  function nibble(from: number): number {
    const middle = pcm.subarray(from + STEP / 4, from + (STEP * 3) / 4);
    const mean = middle.reduce((sum, sample) => sum + sample, 0) / middle.length / 32_768;
    const value = (mean - 0.1) / 0.05;
    if (Math.abs(value - Math.round(value)) > 0.25)
      throw new Error(`frame ${from} has no step's level: ${mean}`);
    return Math.round(value);
  }
}
