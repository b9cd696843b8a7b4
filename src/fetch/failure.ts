import { AppError } from "../errors.ts";

/** Something could not be fetched or put in its place: what happened, why, and what to do. */
export function fetchFailure(what: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError("FETCH_FAILED", { what, why, fix }, cause);
}
