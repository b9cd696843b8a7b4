import { AppError, reasonOf } from "../errors.ts";

/** What was found out about one thing. */
export interface Finding {
  /** `warning`: it works, but not as well as it could; `unknown`: what it rests on has failed. */
  readonly state: "ok" | "warning" | "failed" | "unknown";
  /** What there is, or what is wrong; one clause. */
  readonly what: string;
  /** What to do about it; empty if nothing. */
  readonly fix: string;
  /** Single things that were found, where there may be several. */
  readonly details?: readonly { readonly what: string; readonly fix: string }[];
}

/** One thing that the program rests on. */
export interface Check {
  readonly name: string;
  /** Ends by itself or by the signal. Whatever it throws is a failure. */
  readonly run: (signal: AbortSignal) => Promise<Finding>;
}

export const ok = (what: string): Finding => ({ state: "ok", what, fix: "" });
export const warning = (what: string, fix: string): Finding => ({ state: "warning", what, fix });
export const unknown = (what: string): Finding => ({ state: "unknown", what, fix: "" });

/** A model may have to come from a slow disk, and its prompt has to be read once. */
const LIMIT_MS = 120_000;

/** What a check finds, whatever happens in it. */
export async function perform({ run }: Check): Promise<Finding> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const late = new Promise<Finding>((resolve) => {
    limit.addEventListener("abort", () =>
      resolve({
        state: "failed",
        what: `nothing was found out within ${LIMIT_MS / 1000} s`,
        fix: "try again when the machine has less to do",
      }),
    );
  });
  try {
    return await Promise.race([run(limit), late]);
  } catch (error) {
    if (!(error instanceof AppError))
      return { state: "failed", what: reasonOf(error), fix: "please report this" };
    return { state: "failed", what: `${error.what}: ${error.why}`, fix: error.fix };
  }
}
