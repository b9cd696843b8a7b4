import { parseArgs } from "node:util";
import { z } from "zod";
import { AppError, reasonOf } from "../../src/errors.ts";
import { setupFailure } from "./failure.ts";

/** The systems that the program is built for, as Bun names them. */
export const TargetName = z.enum(["linux-x64", "linux-arm64", "darwin-arm64"]);
export type TargetName = z.infer<typeof TargetName>;

/**
 * The system that this runs on.
 *
 * @throws AppError SETUP_FAILED when the program is not built for it
 */
export function hostName(): TargetName {
  const found = TargetName.safeParse(`${process.platform}-${process.arch}`);
  if (found.success) return found.data;
  throw setupFailure(
    "this machine is not supported",
    `it is ${process.platform} on ${process.arch}`,
    "use Linux on x86-64 or arm64, or macOS on Apple silicon",
  );
}

/**
 * The system that a build script is told to build for: that of `--target`, else the one it runs on.
 *
 * @param argv the arguments of the script
 * @throws AppError USAGE; SETUP_FAILED as {@link hostName}
 */
export function targetOf(argv: readonly string[]): TargetName {
  const known = TargetName.options.join(", ");
  try {
    const { values } = parseArgs({ args: [...argv], options: { target: { type: "string" } } });
    return values.target === undefined ? hostName() : TargetName.parse(values.target);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      "USAGE",
      {
        what: `cannot build with ${JSON.stringify(argv.join(" "))}`,
        why: error instanceof z.ZodError ? "there is no such target" : reasonOf(error),
        fix: `give nothing, or --target and one of ${known}`,
      },
      error,
    );
  }
}
