import { reasonOf } from "../../../src/errors.ts";
import { CannotRun, Transcript } from "./transcript.ts";

/** What became of a step, and why in one clause. */
export interface Verdict {
  readonly status: "passed" | "failed" | "skipped";
  readonly why: string;
}

export const passed = (why: string): Verdict => ({ status: "passed", why });
export const failed = (why: string): Verdict => ({ status: "failed", why });
export const skipped = (why: string): Verdict => ({ status: "skipped", why });

/** What all steps of a check share, at the least. */
export interface Ground {
  /** The current folder of every command, and the place for what they write. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a report tells of a step. */
export interface Described {
  readonly name: string;
  /** What has been shown when it passes. */
  readonly shows: string;
}

/** One thing to find out. */
export interface Step<Scene extends Ground> extends Described {
  readonly limitMs: number;
  readonly run: (scene: Scene, transcript: Transcript) => Promise<Verdict>;
}

export interface Finding extends Verdict {
  readonly step: Described;
  readonly ms: number;
  readonly transcript: string;
}

/**
 * Performs one step; whatever it throws, and whatever takes too long, is a failure.
 *
 * @param obstacle what the step is skipped for, if anything
 */
export async function perform<Scene extends Ground>(
  step: Step<Scene>,
  scene: Scene,
  obstacle: Verdict | null = null,
): Promise<Finding> {
  const startedAt = performance.now();
  const limit = AbortSignal.timeout(step.limitMs);
  const transcript = new Transcript(scene.env, scene.folder, limit);
  const verdict = obstacle ?? (await attempt(step, scene, transcript, limit));
  const ms = Math.round(performance.now() - startedAt);
  return { step, ...verdict, ms, transcript: transcript.text };
}

async function attempt<Scene extends Ground>(
  step: Step<Scene>,
  scene: Scene,
  transcript: Transcript,
  limit: AbortSignal,
): Promise<Verdict> {
  const late = Promise.withResolvers<never>();
  limit.addEventListener("abort", () => late.reject(limit.reason));
  try {
    return await Promise.race([step.run(scene, transcript), late.promise]);
  } catch (error) {
    if (error instanceof CannotRun) return skipped(error.message);
    return failed(limit.aborted ? `it took longer than ${step.limitMs / 1000} s` : reasonOf(error));
  }
}
