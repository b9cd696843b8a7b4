import { z } from "zod";
import { KeptEntries } from "../kept_entries.ts";

/** How quick a voice is on this machine. */
export interface VoiceSpeed {
  /** Seconds of synthesis per second of sound: the real-time factor. */
  readonly factor: number;
  /** Milliseconds from the request to the first sound that the voice gives. */
  readonly firstPcmMs: number;
}

const Kept = z.object({
  factor: z.number().nonnegative(),
  first_pcm_ms: z.number().nonnegative(),
  /** ISO 8601. */
  measured_at: z.iso.datetime(),
});

/** By the name of the voice. */
const speeds = new KeptEntries("voice_speeds.json", Kept);

/** All that has been measured on this machine, by the voice's name. */
export function voiceSpeeds(): ReadonlyMap<string, VoiceSpeed> {
  return new Map(
    [...speeds.all()].map(([name, { factor, first_pcm_ms }]) => [name, { factor, firstPcmMs: first_pcm_ms }]),
  );
}

/** What a voice was measured to do on this machine, or null. */
export function voiceSpeed(name: string): VoiceSpeed | null {
  return voiceSpeeds().get(name) ?? null;
}

/**
 * Keeps how quick a voice was: the best of each number, because a bad one tells of other programs.
 *
 * @param name the voice's, as `chooseVoice` gives it
 */
export function keepVoiceSpeed(name: string, { factor, firstPcmMs }: VoiceSpeed): void {
  const before = voiceSpeed(name);
  const best = {
    factor: Math.min(rounded(factor, 4), before?.factor ?? Number.POSITIVE_INFINITY),
    first_pcm_ms: Math.min(rounded(firstPcmMs, 1), before?.firstPcmMs ?? Number.POSITIVE_INFINITY),
  };
  if (best.factor === before?.factor && best.first_pcm_ms === before.firstPcmMs) return;
  speeds.keep(name, { ...best, measured_at: new Date().toISOString() });
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
