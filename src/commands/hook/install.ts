import { defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { argsOf, HOOK_FLAGS, parseFlags } from "../../options.ts";
import { hookCommandLine } from "../../service/hooks/hook_command.ts";
import { withHooks } from "../../service/hooks/settings.ts";
import { changeSettings } from "./change_settings.ts";

/** Has Claude Code run `hook`. */
export const installCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "hook install",
      description: "Add our hooks to Claude Code's settings, so that its interactive sessions speak",
    },
    args: argsOf(HOOK_FLAGS),
  }),
  examples: `It shows the change and asks; everything else in the file stays as it is, byte for byte.

EXAMPLES

  stream-tts-bun hook install
  stream-tts-bun hook install --settings .claude/settings.local.json
  stream-tts-bun hook install --yes
`,
  async run(argv) {
    const flags = await parseFlags(HOOK_FLAGS, argv, "hook install");
    const command = hookCommandLine();
    return changeSettings(
      {
        command: "hook install",
        nothing: "our hooks are in it already",
        done: "done; sessions speak while the service runs: stream-tts-bun serve",
        edit: (text) => withHooks(text, command),
      },
      flags,
    );
  },
};
