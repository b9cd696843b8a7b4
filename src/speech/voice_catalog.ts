import { z } from "zod";
import file from "../../models/voices.json" with { type: "json" };

/** What is known of a voice without opening it. */
export const CatalogVoice = z.strictObject({
  /** What a user writes after --voice. */
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** Other names that it goes by. */
  aliases: z.array(z.string().regex(/^[a-z][a-z0-9_]*$/)).default([]),
  /** ISO 639-1. */
  language: z.literal("ja"),
  gender: z.enum(["female", "male"]),
  /** SPDX identifier. */
  licence: z.string().min(1),
  /** Whom sound made with it must name, or whose work it is. */
  credit: z.string().min(1),
  /** Hz that the voice itself gives; what is played has OUTPUT_RATE. */
  rate: z.number().int().positive(),
  /** What synthesises it. */
  backend: z.enum(["open-jtalk", "kokoro"]),
  /** What has to be pulled for it; null for a voice that is inside. */
  pack: z.enum(["kokoro"]).nullable(),
});
export type CatalogVoice = z.infer<typeof CatalogVoice>;

let voices: readonly CatalogVoice[] | null = null;

/** Every voice of models/voices.json, in the order in which they are shown; it is checked when it is first asked for. */
export function voiceCatalog(): readonly CatalogVoice[] {
  voices ??= z.array(CatalogVoice).min(1).parse(file.voices);
  return voices;
}

/** The voice of that name or alias, or undefined. */
export function findVoice(name: string): CatalogVoice | undefined {
  return voiceCatalog().find((voice) => voice.name === name || voice.aliases.includes(name));
}
