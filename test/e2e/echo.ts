/** A character that the echo voice spoke, and the frame at which its tone begins. */
export interface Tone {
  readonly character: string;
  readonly frame: number;
}

/** The upper bits of the last code point; two sounds at once may be beyond. */
const LAST = 0x10ffff >> 11;

/** What the echo voice spoke, read back from its PCM frames (native/voice_echo.cpp). */
export function tones(pcm: Int16Array): Tone[] {
  const found: Tone[] = [];
  for (let frame = 0; frame + 1 < pcm.length; frame++) {
    const high = pcm[frame] ?? 0;
    const low = pcm[frame + 1] ?? 0;
    if (high >= 16_384 && high <= 16_384 + LAST && low >= 8192 && low < 8192 + 2048)
      found.push({ character: String.fromCodePoint(((high - 16_384) << 11) | (low - 8192)), frame });
  }
  return found;
}

/** The text that the echo voice spoke. */
export function heard(pcm: Int16Array): string {
  return tones(pcm)
    .map(({ character }) => character)
    .join("");
}
