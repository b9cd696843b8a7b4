import { z } from "zod";
import { Sha256 } from "../fetch/sha256.ts";
import { PROFILE_NAMES } from "../translate/profiles.ts";

/** Names of the files that every bundle has. */
export const PROGRAM = "stream-tts-bun";
export const MANIFEST = "manifest.json";
export const SUMS = "SHA256SUMS";
export const MODELS = "models";
export const VOICES = "voices";
export const LICENCES = "licences";

/** Formats of bundles. Each grows when older programs could not read a bundle any more, and is used where it must be. */
const FORMATS = { plain: 1, withVoices: 2 } as const;
export const NEWEST_FORMAT = FORMATS.withVoices;

/** Longest name of a file that file systems take. */
const NAME_BYTES = 255;

/**
 * A path in a bundle: exactly one model's file, one of a voice pack, a licence, or the program. None can lead anywhere else, and none has a
 * character that a line of SHA256SUMS could not hold as it is.
 */
const ModelPath = z
  .string()
  .regex(new RegExp(`^${MODELS}/[^./\\\\\\p{C}][^/\\\\\\p{C}]*\\.gguf$`, "u"))
  .refine((path) => Buffer.byteLength(path) - MODELS.length - 1 <= NAME_BYTES);
const VoicePath = z.string().regex(new RegExp(`^${VOICES}/[a-z][a-z0-9_-]*(/[A-Za-z0-9_][\\w.-]*){1,2}$`));
const LicencePath = z.string().regex(new RegExp(`^${LICENCES}(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$`));

/** A file of a bundle. */
const file = <Path extends z.ZodType<string>>(path: Path) =>
  z.strictObject({ path, bytes: z.number().int().nonnegative(), sha256: Sha256 });

/** One thing that a bundle carries. */
const Component = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("executable"),
    version: z.string().min(1),
    /** Operating system and processor, as Node calls them: linux-x64. */
    platform: z.string().min(1),
    /** Voices inside it. */
    voices: z.array(z.string()),
    files: z.tuple([file(z.literal(PROGRAM))]),
  }),
  z.strictObject({
    kind: z.literal("model"),
    /** What a user writes after --model. */
    name: z.string().min(1),
    /** How it is asked without --profile. */
    profile: z.enum(PROFILE_NAMES),
    /** SPDX identifier, or the name that its publisher gave it; null where it is not known. */
    licence: z.string().min(1).nullable(),
    /** The first is what it is opened by. */
    files: z.array(file(ModelPath)).min(1),
  }),
  z
    .strictObject({
      kind: z.literal("voice"),
      /** What a user writes after `voices pull`. */
      name: z.string().min(1),
      /** SPDX expression of all that is in it. */
      licence: z.string().min(1),
      /** Whose work it is. */
      credit: z.string().min(1),
      files: z.array(file(VoicePath)).min(1),
    })
    .refine(
      ({ name, files }) => files.every(({ path }) => path.startsWith(`${VOICES}/${name}/`)),
      "a file of another voice",
    ),
  z.strictObject({
    kind: z.literal("licence"),
    /** The part that it is of, or its own name. */
    name: z.string().min(1),
    files: z.tuple([file(LicencePath)]),
  }),
]);
export type Component = z.infer<typeof Component>;
export type BundledFile = Component["files"][number];

/** The format that a bundle of these has. */
export function formatOf(components: readonly Component[]): 1 | 2 {
  return components.some(({ kind }) => kind === "voice") ? FORMATS.withVoices : FORMATS.plain;
}

/** manifest.json of a bundle. */
export const Manifest = z
  .strictObject({
    format: z.literal(Object.values(FORMATS)),
    /** Version of the program that made it. */
    created_by: z.string().min(1),
    components: z
      .array(Component)
      .refine(
        (all) => all.findLastIndex(({ kind }) => kind === "executable") === 0,
        "not one executable, before all else",
      )
      // Without regard to case, since there are file systems that have none.
      .refine((all) => {
        const paths = all.flatMap(({ files }) => files.map(({ path }) => path.toLowerCase()));
        return new Set(paths).size === paths.length;
      }, "a path that is there twice"),
  })
  .refine(
    ({ format, components }) => format === formatOf(components),
    "a format that is not that of its components",
  );
export type Manifest = z.infer<typeof Manifest>;

/** All files that a manifest speaks of, in the order of the archive. */
export function filesOf({ components }: Manifest): BundledFile[] {
  return components.flatMap(({ files }): BundledFile[] => files);
}

/** The bytes of manifest.json. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** The bytes of SHA256SUMS, as `sha256sum` writes and `sha256sum --check` reads them: every file but itself. */
export function encodeSums(manifest: Manifest): Uint8Array {
  const own = new Bun.CryptoHasher("sha256").update(encodeManifest(manifest)).digest("hex");
  const files = [...filesOf(manifest), { path: MANIFEST, sha256: own }];
  return new TextEncoder().encode(files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(""));
}
