import { Progress } from "./progress.ts";

/** Tells on stderr how far something is whose size shows only when it has begun. */
export function progressOf(label: string): (done: number, total: number) => void {
  let progress: Progress | null = null;
  return (done, total) => {
    progress ??= new Progress(label, total);
    progress.at(done);
  };
}
