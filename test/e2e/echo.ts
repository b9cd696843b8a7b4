/** The text that the echo voice spoke, read back from its PCM frames (native/voice_echo.cpp). */
export function heard(pcm: Int16Array): string {
  let text = "";
  for (let i = 0; i + 1 < pcm.length; i++) {
    const high = pcm[i] ?? 0;
    const low = pcm[i + 1] ?? 0;
    if (high >= 16_384 && low >= 8192 && low < 16_384)
      text += String.fromCodePoint(((high - 16_384) << 11) | (low - 8192));
  }
  return text;
}
