import { defineCommand } from "citty";
import type { Command } from "../command.ts";
import { EXIT } from "../errors.ts";
import { argsOf, parseFlags, STATUS_FLAGS } from "../options.ts";
import { ask, serviceMissing } from "../service/ask.ts";
import { renderStatus } from "../service/render_status.ts";
import { tell } from "../terminal.ts";

/** What the service is doing. */
export const statusCommand: Command = {
  definition: defineCommand({
    meta: { name: "status", description: "Show what the resident service is doing" },
    args: argsOf(STATUS_FLAGS),
  }),
  examples: `The exit code is 1 if no service is running.

EXAMPLES

  stream-tts-bun status
  stream-tts-bun status --json
`,
  async run(argv) {
    const { json } = await parseFlags(STATUS_FLAGS, argv, "status");
    const asked = await ask({ op: "status" });
    if (asked === null) {
      const { what, fix } = serviceMissing();
      if (json) process.stdout.write(`${JSON.stringify({ running: false })}\n`);
      else tell(`stream-tts-bun: ${what}; ${fix}`);
      return EXIT.failed;
    }
    const { status } = asked.answer;
    process.stdout.write(
      json ? `${JSON.stringify({ running: true, ...status }, null, 2)}\n` : renderStatus(status),
    );
    return EXIT.done;
  },
};
