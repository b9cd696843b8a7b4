import { AppError } from "../../src/errors.ts";

/** A failure of set-up, told like every other: what happened, why, and what to do. */
export function setupFailure(what: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError("SETUP_FAILED", { what, why, fix }, cause);
}
