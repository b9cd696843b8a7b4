import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "./errors.ts";

/** Where the native libraries and the voices' data lie on this machine; written by `scripts/build.ts`. */
export const Parts = z.strictObject({
  /** Folder of libllama, libggml and its CPU variants, all under their own names. */
  llamaFolder: z.string(),
  /** Shim over libllama (native/llm.h). */
  llm: z.string(),
  /** Voice libraries (native/voice.h). */
  openJTalk: z.string(),
  echo: z.string(),
  /** Player library (native/player.h). */
  player: z.string(),
  /** Folder of sys.dic, matrix.bin, char.bin and unk.dic. */
  dictionary: z.string(),
  /** Path of an .htsvoice file for each Open JTalk voice. */
  htsVoices: z.record(z.string(), z.string()),
});
export type Parts = z.infer<typeof Parts>;

export const PARTS_FILE = join(import.meta.dir, "..", "dist", "parts.json");

/**
 * Reads the list of native parts.
 *
 * @throws AppError PARTS_MISSING when they have not been built or the list is damaged
 */
export function loadParts(): Parts {
  try {
    return Parts.parse(JSON.parse(readFileSync(PARTS_FILE, "utf8")));
  } catch (error) {
    throw new AppError(
      "PARTS_MISSING",
      {
        what: "the native libraries are not built",
        why: `${PARTS_FILE} is missing or damaged`,
        fix: "run scripts/run.sh or scripts/test.sh once; both build what is missing",
      },
      error,
    );
  }
}
