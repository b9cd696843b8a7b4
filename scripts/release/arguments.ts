import { parseArgs } from "node:util";
import { z } from "zod";
import { AppError, reasonOf } from "../../src/errors.ts";
import { TargetName } from "../setup/target_name.ts";
import type { Signer } from "./signing.ts";

/** What a release is told to do. */
export interface ReleaseArguments {
  readonly targets: readonly TargetName[];
  /** Where the archives will be found, without a slash at its end; null when nobody has said. */
  readonly baseUrl: string | null;
  /** Null keeps Bun's ad hoc signature. */
  readonly signer: Signer | null;
}

export const USAGE = `scripts/release.sh [--target ${TargetName.options.join("|")}]… [--base-url URL]
  [--sign IDENTITY | --p12 FILE [--p12-password-file FILE]]`;

const Options = z.strictObject({
  target: z.array(TargetName).optional(),
  "base-url": z.url().optional(),
  sign: z.string().min(1).optional(),
  p12: z.string().min(1).optional(),
  "p12-password-file": z.string().min(1).optional(),
});

/** @throws AppError USAGE */
export function releaseArguments(argv: readonly string[]): ReleaseArguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        target: { type: "string", multiple: true },
        "base-url": { type: "string" },
        sign: { type: "string" },
        p12: { type: "string" },
        "p12-password-file": { type: "string" },
      },
    });
    const { target, "base-url": baseUrl, ...signing } = Options.parse({ ...values });
    const targets = TargetName.options.filter((name) => target?.includes(name) ?? true);
    const signer = signerOf(signing);
    if (signer !== null && !targets.includes("darwin-arm64"))
      throw new Error("only what is for macOS is signed");
    return { targets, baseUrl: baseUrl?.replace(/\/+$/, "") ?? null, signer };
  } catch (error) {
    throw new AppError(
      "USAGE",
      {
        what: `cannot make a release with ${JSON.stringify(argv.join(" "))}`,
        why: error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error),
        fix: USAGE,
      },
      error,
    );
  }
}

function signerOf({
  sign,
  p12,
  "p12-password-file": passwordFile,
}: Pick<z.infer<typeof Options>, "sign" | "p12" | "p12-password-file">): Signer | null {
  if (sign !== undefined && p12 !== undefined) throw new Error("--sign and --p12 are two ways of the same");
  if (passwordFile !== undefined && p12 === undefined) throw new Error("--p12-password-file needs --p12");
  if (sign !== undefined) return { by: "codesign", identity: sign };
  return p12 === undefined ? null : { by: "rcodesign", p12, passwordFile: passwordFile ?? null };
}
