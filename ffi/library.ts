import { dlopen, type FFIFunction, type Library } from "bun:ffi";
import { AppError, reasonOf } from "../src/errors.ts";

/**
 * Opens a shim and compares its ABI number before anything else is called, so that a stale build is an error with a
 * name and never a crash.
 *
 * @param path the shared library
 * @param symbols its functions, one for one as in the C header
 * @param abiSymbol the function of `symbols` that returns the ABI number
 * @param abi the number this program was written against
 * @throws AppError PARTS_ABI when the library cannot be loaded or has another number
 */
export function openLibrary<const Symbols extends Record<string, FFIFunction>>(
  path: string,
  symbols: Symbols,
  abiSymbol: keyof Symbols & string,
  abi: number,
): Library<Symbols> {
  const refuse = (why: string, cause?: unknown) =>
    new AppError(
      "PARTS_ABI",
      {
        what: "a native library does not fit this program",
        why,
        fix: "if the line above does not say it, install stream-tts-bun again; in a checkout, run scripts/run.sh",
      },
      cause,
    );
  let library: Library<Symbols>;
  try {
    library = dlopen(path, symbols);
  } catch (error) {
    throw refuse(loadingReason(error), error);
  }
  const call = library.symbols[abiSymbol] as unknown as () => number;
  const found = call();
  if (found !== abi) {
    library.close();
    throw refuse(`${path} has ABI ${found}, this program needs ${abi}`);
  }
  return library;
}

/** Why the dynamic linker refused a library; it names the path itself. */
function loadingReason(error: unknown): string {
  const reason = reasonOf(error).replace(/^Failed to open library ".*?": /, "");
  return reason.includes("failed to map segment")
    ? `${reason}, because it lies on a file system that allows no programs (noexec): set XDG_CACHE_HOME to another one`
    : reason;
}
