import type { Voice } from "../../ffi/voice.ts";
import { NATURAL, type Prosody } from "../../src/speech/synthesizer.ts";

/** Far longer than anything here takes, so that a timeout is a failure and never a matter of speed. */
export const LONG_MS = 60_000;

/** Frames of half a wave of an echo's tone at its own pitch. */
const ECHO_HALF_WAVE = 48;

/** All frames of the running utterance, pulled `chunk` at a time. */
export function pull(voice: Voice, chunk = 48_000): Int16Array {
  const into = new Int16Array(chunk);
  const chunks: Int16Array[] = [];
  for (;;) {
    const { status, frames } = voice.next(into, LONG_MS);
    if (status === "timeout") throw new Error("nothing came");
    if (status === "done") break;
    chunks.push(into.slice(0, frames));
  }
  const all = new Int16Array(chunks.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of chunks) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** All frames of one utterance. */
export function speak(voice: Voice, text: string, prosody: Partial<Prosody> = {}): Int16Array {
  voice.start(text, { ...NATURAL, ...prosody });
  return pull(voice);
}

/** What an echo's PCM says; native/voice_echo.cpp defines the marks. */
export function heard(pcm: Int16Array): string {
  let text = "";
  for (let i = 0; i + 1 < pcm.length; i++) {
    const high = (pcm[i] ?? 0) - 16384;
    if (high >= 0) text += String.fromCodePoint((high << 11) | ((pcm[i + 1] ?? 0) - 8192));
  }
  return text;
}

/** How many semitones above its own pitch an echo's PCM is; NaN when it says nothing. */
export function heardPitch(pcm: Int16Array): number {
  // The first half wave begins with the marks; the second one is the first that goes below zero.
  const begin = pcm.findIndex((sample) => sample < 0);
  const end = pcm.findIndex((sample, i) => i > begin && sample >= 0);
  return begin === -1 ? Number.NaN : Math.round(12 * Math.log2(ECHO_HALF_WAVE / (end - begin)));
}
