import { z } from "zod";
import { Sha256 } from "./sha256.ts";

/** A file cut into parts, each the one member of a Python package that matters; joined in order they are the file. */
export const PackageParts = z
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
  .min(1);
export type PackageParts = z.infer<typeof PackageParts>;
