import { defineCommand } from "citty";
import type { Command } from "../command.ts";
import { EXIT } from "../errors.ts";
import { argsOf, parseFlags, STOP_FLAGS } from "../options.ts";
import { stopService } from "../service/stop_service.ts";
import { tell } from "../terminal.ts";

/** Ends the service. */
export const stopCommand: Command = {
  definition: defineCommand({
    meta: { name: "stop", description: "End the resident service" },
    args: argsOf(STOP_FLAGS),
  }),
  examples: `It falls silent at once. Pipes that speak through it go on by themselves; to silence one of them, use ctl stop.

EXAMPLES

  stream-tts-bun stop
`,
  async run(argv) {
    await parseFlags(STOP_FLAGS, argv, "stop");
    const pid = await stopService();
    tell(
      `stream-tts-bun: ${pid === null ? "no service was running" : `the service (process ${pid}) has ended`}`,
    );
    return EXIT.done;
  },
};
