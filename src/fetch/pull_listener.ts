import { tell } from "../terminal.ts";
import { Progress } from "./progress.ts";

/** Whoever waits for something that is pulled. */
export interface PullListener {
  /** A line for people. */
  readonly tell: (line: string) => void;
  /** How many bytes of how many of a file have come. */
  readonly progress: (file: string, done: number, total: number) => void;
}

/** Tells on stderr what is fetched, and how far it is. */
export function listenerOnStderr(): PullListener {
  const progresses = new Map<string, Progress>();
  return {
    tell,
    progress: (file, done, total) => {
      const known = progresses.get(file) ?? new Progress(file, total);
      progresses.set(file, known);
      known.at(done);
    },
  };
}
