import * as steps from "../testing/steps/step.ts";

/** What all steps share. */
export interface Scene extends steps.Ground {
  /** Replaced in tests, which imitate a Mac's commands. */
  readonly platform: NodeJS.Platform;
  /** The program under test. */
  readonly executable: string;
  /** This checkout. */
  readonly root: string;
  /** A short path: a socket's address below it must fit into the 104 bytes that macOS has for one. */
  readonly folder: string;
  /** Asks the person at the terminal; null where nobody is to be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
}

/** One thing to find out. */
export interface Step extends steps.Step<Scene> {
  /** Whether it means nothing elsewhere than on a Mac. */
  readonly isForMac?: boolean;
  /** Whether a person has to listen or to do something. */
  readonly isManual?: boolean;
}

/** Performs one step; whatever it throws, and whatever takes too long, is a failure. */
export function perform(step: Step, scene: Scene): Promise<steps.Finding> {
  return steps.perform(step, scene, obstacle(step, scene));
}

function obstacle({ isForMac, isManual }: Step, { platform, ask }: Scene): steps.Verdict | null {
  if (isForMac === true && platform !== "darwin") return steps.skipped("this is no Mac");
  if (isManual === true && ask === null) return steps.skipped("it needs a person: --interactive");
  return null;
}
