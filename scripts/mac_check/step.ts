import { reasonOf } from "../../src/errors.ts";
import { CannotRun, Transcript } from "./transcript.ts";

/** What became of a step, and why in one clause. */
export interface Verdict {
  readonly status: "passed" | "failed" | "skipped";
  readonly why: string;
}

export const passed = (why: string): Verdict => ({ status: "passed", why });
export const failed = (why: string): Verdict => ({ status: "failed", why });
export const skipped = (why: string): Verdict => ({ status: "skipped", why });

/** What all steps share. */
export interface Scene {
  /** Replaced in tests, which imitate a Mac's commands. */
  readonly platform: NodeJS.Platform;
  /** The program under test. */
  readonly executable: string;
  /** This checkout. */
  readonly root: string;
  /** A short path: a socket's address below it must fit into the 104 bytes that macOS has for one. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks the person at the terminal; null where nobody is to be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
}

/** One thing to find out. */
export interface Step {
  readonly name: string;
  /** What has been shown when it passes. */
  readonly shows: string;
  readonly limitMs: number;
  /** Whether it means nothing elsewhere than on a Mac. */
  readonly isForMac?: boolean;
  /** Whether a person has to listen or to do something. */
  readonly isManual?: boolean;
  readonly run: (scene: Scene, transcript: Transcript) => Promise<Verdict>;
}

export interface Finding extends Verdict {
  readonly step: Step;
  readonly ms: number;
  readonly transcript: string;
}

/** Performs one step; whatever it throws, and whatever takes too long, is a failure. */
export async function perform(step: Step, scene: Scene): Promise<Finding> {
  const startedAt = performance.now();
  const limit = AbortSignal.timeout(step.limitMs);
  const transcript = new Transcript(scene.env, scene.folder, limit);
  const verdict = obstacle(step, scene) ?? (await attempt(step, scene, transcript, limit));
  const ms = Math.round(performance.now() - startedAt);
  return { step, ...verdict, ms, transcript: transcript.text };
}

function obstacle({ isForMac, isManual }: Step, { platform, ask }: Scene): Verdict | null {
  if (isForMac === true && platform !== "darwin") return skipped("this is no Mac");
  if (isManual === true && ask === null) return skipped("it needs a person: --interactive");
  return null;
}

async function attempt(
  step: Step,
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
