/** Frames at another loudness; what becomes too loud is cut off at the limits of int16. @param gain 1.0 changes nothing */
export function amplified(pcm: Int16Array, gain: number): Int16Array {
  if (gain === 1) return pcm;
  return pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}
