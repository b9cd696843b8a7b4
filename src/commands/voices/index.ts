import { defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { AppError } from "../../errors.ts";
import { argsOf, LIST_FLAGS } from "../../options.ts";
import { listCommand } from "./list.ts";

/** What is done when no command of `voices` is named, which is to list them, or one that there is not. */
export const voicesCommand: Command = {
  definition: defineCommand({
    meta: { name: "voices", description: "List the voices, get more of them, hear one" },
    args: argsOf(LIST_FLAGS),
  }),
  examples: `COMMANDS

  voices list     who can speak here, how quickly, under which licence; the default, its name may be left out
  voices try      speak a sentence with a voice, and measure it
  voices pull     fetch a pack of voices, once, and prove that it is whole
  voices verify   check packs that are here

EXAMPLES

  stream-tts-bun voices
  stream-tts-bun voices pull kokoro
  stream-tts-bun voices try kokoro
`,
  async run(argv) {
    const [name] = argv;
    if (name === undefined || name.startsWith("-")) return listCommand.run(argv);
    throw new AppError("USAGE", {
      what: `there is no command "voices ${name}"`,
      why: "there are list, try, pull and verify",
      fix: "stream-tts-bun voices --help shows what each does",
    });
  },
};
