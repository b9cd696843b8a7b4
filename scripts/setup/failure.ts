import { AppError, renderError } from "../../src/errors.ts";
import { CommandFailed } from "../../src/fetch/command.ts";

/** A failure of set-up, told like every other: what happened, why, and what to do. */
export function setupFailure(what: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError("SETUP_FAILED", { what, why, fix }, cause);
}

/** Ends a script with its error: on stderr, and as exit code 1. */
export function reportFailure(error: unknown): void {
  const told =
    error instanceof CommandFailed
      ? setupFailure(
          "a step of set-up failed",
          error.message,
          "mend what the lines above name, then run this again",
        )
      : error;
  process.stderr.write(renderError(told, false));
  process.exitCode = 1;
}
