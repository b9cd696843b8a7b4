import { now } from "../clock.ts";
import { toReading } from "../speech/readings/index.ts";
import { NATURAL, type Synthesizer } from "../speech/synthesizer.ts";
import type { Translator } from "../translate/translator.ts";

/**
 * The way of the older programs: the whole message is translated, then synthesised whole, then played.
 *
 * @returns milliseconds until the first frame could be played
 */
export async function speakWhole(
  text: string,
  translator: Translator,
  synthesizer: Synthesizer,
): Promise<number> {
  const { signal } = new AbortController();
  const startedAt = now();
  let ja = "";
  for await (const piece of translator.translate(text, signal)) ja += piece.text;
  for await (const _ of synthesizer.speak(toReading(ja), NATURAL, signal));
  return now() - startedAt;
}

/** Milliseconds until a voice alone gives the first sample of a clause. */
export async function firstOfVoice(reading: string, synthesizer: Synthesizer): Promise<number> {
  const startedAt = now();
  let first: number | null = null;
  for await (const _ of synthesizer.speak(reading, NATURAL, new AbortController().signal))
    first ??= now() - startedAt;
  return first ?? 0;
}
