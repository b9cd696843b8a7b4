const FRAME_S = 0.04;
const HOP_S = 0.01;
/** Of speech at 48,000 Hz every third sample tells enough of a pitch below 600 Hz. */
const STRIDE = 3;
const LOWEST_HZ = 90;
const HIGHEST_HZ = 600;
/** Below these a frame is silence, or has no pitch. */
const LEAST_RMS = 200;
const LEAST_CORRELATION = 0.7;
/** A peak this near to the highest one counts, so that the shortest of several periods is found. */
const NEARLY = 0.93;

/** Normalised correlation of a frame with itself `lag` samples later. */
function correlation(pcm: Int16Array, at: number, length: number, lag: number): number {
  let [both, first, second] = [0, 0, 0];
  for (let i = at; i < at + length; i += STRIDE) {
    const [a, b] = [pcm[i] ?? 0, pcm[i + lag] ?? 0];
    both += a * b;
    first += a * a;
    second += b * b;
  }
  return Math.sqrt((first * STRIDE) / length) < LEAST_RMS ? 0 : both / Math.sqrt(first * second + 1);
}

function frequencyAt(pcm: Int16Array, rate: number, at: number): number | undefined {
  const shortest = Math.floor(rate / HIGHEST_HZ);
  const lags = Array.from({ length: Math.ceil(rate / LOWEST_HZ) - shortest }, (_, i) => shortest + i);
  const curve = lags.map((lag) => correlation(pcm, at, Math.round(rate * FRAME_S), lag));
  const highest = Math.max(...curve);
  if (highest < LEAST_CORRELATION) return undefined;
  const peak = curve.findIndex(
    (value, i) => value > highest * NEARLY && value >= (curve[i - 1] ?? 1) && value >= (curve[i + 1] ?? 1),
  );
  return peak === -1 ? undefined : rate / (shortest + peak);
}

/** As {@link finalPitch}, of all voiced frames. */
export const medianPitch = (pcm: Int16Array, rate: number): number =>
  finalPitch(pcm, rate, Number.POSITIVE_INFINITY);

/** Pitch in Hz of the last voiced frames of speech, 40 ms each and 10 ms apart: their median, by autocorrelation. */
export function finalPitch(pcm: Int16Array, rate: number, frames = 5): number {
  const found: number[] = [];
  const hop = Math.round(rate * HOP_S);
  for (let at = pcm.length - Math.round(rate * FRAME_S); at >= 0 && found.length < frames; at -= hop) {
    const frequency = frequencyAt(pcm, rate, at);
    if (frequency !== undefined) found.push(frequency);
  }
  return found.sort((a, b) => a - b)[found.length >> 1] ?? 0;
}

/** The interval between two frequencies in semitones of the equal temperament. */
export const semitones = (from: number, to: number): number => 12 * Math.log2(to / from);
