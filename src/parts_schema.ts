import { z } from "zod";

/** Where the native libraries and the voices' data lie on this machine. */
export const Parts = z.strictObject({
  /** Folder of libllama, libggml and its CPU variants, all under their own names. */
  llamaFolder: z.string(),
  /** Shim over libllama (native/llm.h). */
  llm: z.string(),
  /** A loop over libllama without the shim, for `bench` (native/bare_loop.h). */
  bareLoop: z.string(),
  /** Voice libraries (native/voice.h). */
  openJTalk: z.string(),
  kokoro: z.string(),
  echo: z.string(),
  /** Voice library on AVSpeechSynthesizer; only on macOS. */
  apple: z.string().optional(),
  /** Player library (native/player.h). */
  player: z.string(),
  /** Resampler library (native/pcm_resampler.h). */
  resampler: z.string(),
  /** Folder of sys.dic, matrix.bin, char.bin and unk.dic. */
  dictionary: z.string(),
  /** Path of an .htsvoice file for each Open JTalk voice. */
  htsVoices: z.record(z.string(), z.string()),
});
export type Parts = z.infer<typeof Parts>;
