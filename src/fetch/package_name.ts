import { z } from "zod";

/** A package of an ordinary package client; what its client needs to pick the same file on every machine. */
export const PackageName = z.strictObject({
  client: z.enum(["npm", "pip"]),
  name: z.string().min(1),
  version: z.string().min(1),
  /** pip's options that choose one of several files of a version. */
  select: z.array(z.string().startsWith("--")).optional(),
});
export type PackageName = z.infer<typeof PackageName>;
