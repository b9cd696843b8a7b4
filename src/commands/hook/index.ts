import { defineCommand } from "citty";
import { type Command, renderHelp } from "../../command.ts";
import { AppError } from "../../errors.ts";

/** `hook` where a person runs it; an agent's hooks never come here, see {@link runHook}. */
export const hookCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "hook",
      description: "Hand an object of a Claude Code hook on stdin to the service, which speaks it",
    },
  }),
  examples: `Claude Code runs it by itself once it is in its settings. It prints nothing and ends with 0 whatever happens; what
went wrong stands in ~/.local/state/stream-tts-bun/hook.log. The service must run, or nothing is heard.

COMMANDS

  hook install      add it to Claude Code's settings, so that interactive sessions speak
  hook uninstall    take it out again

EXAMPLES

  stream-tts-bun hook install
  stream-tts-bun hook install --help
`,
  async run([name]) {
    if (name === undefined) {
      process.stdout.write(await renderHelp(hookCommand));
      return 0;
    }
    throw new AppError("USAGE", {
      what: `there is no command "hook ${name}"`,
      why: "there are install and uninstall, and hook alone reads an object on stdin",
      fix: "stream-tts-bun hook --help shows what each does",
    });
  },
};
