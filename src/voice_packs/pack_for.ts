import { AppError } from "../errors.ts";
import { nearNames } from "../near_names.ts";
import { findVoice, voiceCatalog } from "../speech/voice_catalog.ts";
import { findPack, type Pack, packs } from "./catalog.ts";

/**
 * The pack that a voice needs, or the one that has the name itself.
 *
 * @returns null for a voice that needs none, since it is inside the program
 * @throws AppError VOICE_UNKNOWN for what is neither, with the names that are near
 */
export function packFor(word: string): Pack | null {
  const pack = findPack(word);
  if (pack !== undefined) return pack;
  const voice = findVoice(word);
  if (voice === undefined) throw unknown(word);
  return voice.pack === null ? null : (findPack(voice.pack) ?? null);
}

function unknown(word: string): AppError {
  const names = [
    ...packs().map(({ name }) => name),
    ...voiceCatalog().flatMap(({ name, aliases }) => [name, ...aliases]),
  ];
  const near = nearNames(word, names);
  return new AppError("VOICE_UNKNOWN", {
    what: `there is no voice ${JSON.stringify(word)} that can be pulled`,
    why:
      near.length > 0
        ? `near it: ${near.join(", ")}`
        : `what can be pulled is ${packs()
            .map(({ name }) => name)
            .join(", ")}`,
    fix: "stream-tts-bun voices shows all voices, and what must be pulled for them",
  });
}
