import { z } from "zod";
import file from "../../models/catalog.json" with { type: "json" };
import { PackageParts } from "../fetch/package_parts.ts";
import { Sha256 } from "../fetch/sha256.ts";
import { PROFILE_NAMES } from "../translate/profiles.ts";

/** Files of a repository on Hugging Face, or on the server that HF_ENDPOINT names. */
const HuggingFace = z.strictObject({
  kind: z.literal("hugging-face"),
  /** ORGANISATION/NAME. */
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  /** Branch, tag or commit. */
  revision: z.string().min(1).default("main"),
  /** Names in the repository, in the order of the model's files; the same names when left out. */
  files: z.array(z.string().min(1)).min(1).optional(),
});
export type HuggingFace = z.infer<typeof HuggingFace>;

/** A model of one file, cut into parts. */
const FromPackages = z.strictObject({ kind: z.literal("package-parts"), packages: PackageParts });

/** A file of a model. What is not known for certain is left out. */
const ModelFile = z.strictObject({
  /** Its name in the cache. */
  file: z.string().regex(/^[A-Za-z0-9._-]+\.gguf$/),
  bytes: z.number().int().positive().optional(),
  sha256: Sha256.optional(),
});
export type ModelFile = z.infer<typeof ModelFile>;

/** A translation model that can be pulled. */
export const CatalogModel = z.strictObject({
  /** What a user writes after --model. */
  name: z.string().regex(/^[a-z0-9._-]+$/),
  /** How many weights, as its publisher says it: 1.5B. */
  parameters: z.string().regex(/^[\d.]+B$/),
  /** One file, or all the files of a split GGUF in their order. */
  files: z.array(ModelFile).min(1),
  /** SPDX identifier, or the name that its publisher gave it. */
  licence: z.string().min(1),
  /**
   * Bytes of memory that all processes together take with it: measured for the 1.5B Coder model; else its files, the KV
   * cache of 2,048 tokens (2 × layers × KV heads × head dimension × 2 bytes a token) and what remained of the measured one,
   * 300 MB.
   */
  memory: z.number().int().positive(),
  /** How it is prompted. */
  profile: z.enum(PROFILE_NAMES),
  /** Rank of its translations, by size and by what their publishers say of them; the higher, the better. */
  quality: z.number().int().positive(),
  /** Whether a machine without a model may be given it unasked: its licence restricts nobody. */
  recommended: z.boolean(),
  /** Where it comes from; they are tried in this order. */
  sources: z.array(z.discriminatedUnion("kind", [HuggingFace, FromPackages])).min(1),
});
export type CatalogModel = z.infer<typeof CatalogModel>;

let models: readonly CatalogModel[] | null = null;

/** Every model of models/catalog.json. Checking it takes 7 ms, which most runs need not pay. */
export function catalog(): readonly CatalogModel[] {
  models ??= z.strictObject({ models: z.array(CatalogModel).min(1) }).parse(file).models;
  return models;
}

/** The model of that name, or undefined. */
export function findModel(name: string): CatalogModel | undefined {
  return catalog().find((model) => model.name === name);
}

/** The file by which a model is named and opened: its only one, or the first of a split GGUF. */
export function firstFile(model: CatalogModel): ModelFile {
  const [first] = model.files;
  if (first === undefined) throw new Error(`${model.name} has no file`);
  return first;
}

/** The packages that a model can be joined from, or undefined. */
export function packageParts(model: CatalogModel): PackageParts | undefined {
  return model.sources.find((source) => source.kind === "package-parts")?.packages;
}
