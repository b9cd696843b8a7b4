import { now } from "../clock.ts";
import { EXIT } from "../errors.ts";
import { readStdin } from "../input/read_stdin.ts";
import { UtteranceReader } from "../input/reader.ts";
import { SkipLog } from "../input/skip_log.ts";
import type { InputKind } from "../options.ts";
import { Stdout } from "../stdout.ts";
import { type Trace, traceLine } from "../trace.ts";

/**
 * Prints the `utterance` events of what would be spoken; neither model nor voice is touched.
 *
 * @returns the exit code
 */
export async function dryRun(input: InputKind, trace: Trace): Promise<number> {
  // Nobody reads any more, so there is nothing left to do; what has been printed was right.
  const stdout = new Stdout(() => process.exit(EXIT.done));
  const skips = new SkipLog();
  const reader = new UtteranceReader({
    input,
    now,
    onSkip: (reason, what) => {
      skips.add(reason, what);
      trace.write("skipped", { reason, what });
    },
  });
  process.on("SIGINT", () => process.exit(EXIT.interrupted));
  process.on("SIGTERM", () => process.exit(EXIT.terminated));
  await readStdin(reader, (utterance) => {
    trace.write("utterance", utterance);
    void stdout.write(traceLine("utterance", utterance));
  });
  skips.close();
  await stdout.drained();
  trace.close();
  return EXIT.done;
}
