import { AppError, reasonOf } from "../errors.ts";

/** A bundle that is not what was made: nothing of it is to be used. */
export function damagedBundle(path: string, why: string, cause?: unknown): AppError {
  return new AppError(
    "BUNDLE_DAMAGED",
    {
      what: `the bundle ${path} is damaged, so nothing of it was installed`,
      why,
      fix: "copy it again; if that does not help, make it again with stream-tts-bun models bundle",
    },
    cause,
  );
}

/** A bundle that could not be made. */
export function unwritableBundle(path: string, cause: unknown): AppError {
  return new AppError(
    "BUNDLE_UNWRITABLE",
    {
      what: `the bundle ${path} could not be written`,
      why: reasonOf(cause),
      fix: "name another file, on a disk with room that you may write to",
    },
    cause,
  );
}

/** A bundle that is whole and could not be installed. */
export function uninstallableBundle(why: string, fix: string, cause?: unknown): AppError {
  return new AppError("BUNDLE_UNINSTALLABLE", { what: "the bundle could not be installed", why, fix }, cause);
}
