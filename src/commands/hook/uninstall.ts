import { defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { argsOf, HOOK_FLAGS, parseFlags } from "../../options.ts";
import { withoutHooks } from "../../service/hooks/settings.ts";
import { changeSettings } from "./change_settings.ts";

/** Takes out of Claude Code's settings what {@link installCommand} put there. */
export const uninstallCommand: Command = {
  definition: defineCommand({
    meta: { name: "hook uninstall", description: "Take our hooks out of Claude Code's settings" },
    args: argsOf(HOOK_FLAGS),
  }),
  examples: `A hook is ours if its command is stream-tts-bun hook, wherever that program lies. Nothing else is touched.

EXAMPLES

  stream-tts-bun hook uninstall
  stream-tts-bun hook uninstall --settings .claude/settings.local.json
`,
  async run(argv) {
    const flags = await parseFlags(HOOK_FLAGS, argv, "hook uninstall");
    return changeSettings(
      {
        command: "hook uninstall",
        nothing: "none of our hooks is in it",
        done: "done; sessions that are open may go on with them",
        edit: withoutHooks,
      },
      flags,
    );
  },
};
