import type { Voice } from "../../ffi/voice.ts";

/** Far longer than anything here takes, so that a timeout is a failure and never a matter of speed. */
export const LONG_MS = 20_000;

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
export function speak(voice: Voice, text: string, speed = 1): Int16Array {
  voice.start(text, speed);
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
