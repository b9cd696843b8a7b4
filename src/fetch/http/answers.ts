import type { AppError } from "../../errors.ts";
import { Interruption } from "./interruptions.ts";
import type { Answer } from "./request.ts";

/** Answers that another try may mend; the same ones as in huggingface_hub. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** Says what a refusal of the endpoint means and what to do. */
export type Explain = (status: number, headers: Headers) => AppError;

/**
 * What an answer is that brings no file.
 *
 * @param explain asked where the endpoint itself refuses for good
 */
export function refusalOf({ response, isOwn, host }: Answer, explain: Explain): Interruption | AppError {
  const { status, headers } = response;
  if (PASSING.has(status)) {
    const waitMs = waitAskedFor(headers);
    const wait = waitMs === null ? "" : ` and asks to wait ${Math.ceil(waitMs / 1000)} s`;
    return new Interruption("busy", `${host} answers ${status}${wait}`, waitMs);
  }
  // A storage refuses an address that has expired: the endpoint will give a new one.
  if (!isOwn) return new Interruption("nonsense", `the storage ${host} answers ${status}`);
  if (status < 400) return new Interruption("nonsense", `${host} answers ${status}, which is no file`);
  return explain(status, headers);
}

/**
 * How long a server wants to be left alone, in ms: Retry-After (RFC 9110, seconds or a date), else what Hugging Face says
 * of its windows, `RateLimit: "resolvers";r=0;t=295` with t in seconds, once nothing remains.
 */
function waitAskedFor(headers: Headers): number | null {
  const after = headers.get("retry-after");
  if (after !== null) {
    const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
    return Number.isNaN(ms) ? null : Math.max(0, ms);
  }
  const window = /;\s*r=0\s*;\s*t=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1];
  return window === undefined ? null : Number(window) * 1000;
}
