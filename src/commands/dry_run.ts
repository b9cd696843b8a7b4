import { now } from "../clock.ts";
import { EXIT } from "../errors.ts";
import { readStdin } from "../input/read_stdin.ts";
import { UtteranceReader } from "../input/reader.ts";
import { SkipLog } from "../input/skip_log.ts";
import type { SpeakOptions } from "../options.ts";
import { Stdout } from "../stdout.ts";
import { type Trace, traceLine } from "../trace.ts";

/**
 * Prints the `utterance` events of what would be spoken; neither model nor voice is touched.
 *
 * @returns the exit code
 */
export async function dryRun(options: SpeakOptions, trace: Trace): Promise<number> {
  // Nobody reads any more, so there is nothing left to do; what has been printed was right.
  const stdout = new Stdout(() => process.exit(EXIT.done));
  const skips = new SkipLog();
  const skip = (reason: string, what: string) => {
    skips.add(reason, what);
    trace.write("skipped", { reason, what });
  };
  const reader = new UtteranceReader({ ...options, now, onSkip: skip });
  process.on("SIGINT", () => process.exit(EXIT.interrupted));
  process.on("SIGTERM", () => process.exit(EXIT.terminated));
  await readStdin(reader, options["flush-after"] * 1000, {
    onEvent: (event) => {
      if (event.kind === "utterance") {
        trace.write("utterance", event.utterance);
        void stdout.write(traceLine("utterance", event.utterance));
      } else if (event.kind === "withdrawn") {
        skip("withdrawn", `utterances ${event.ids.join(", ")}, already printed`);
      }
    },
  });
  skips.close();
  await stdout.drained();
  trace.close();
  return EXIT.done;
}
