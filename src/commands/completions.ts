import { type ArgsDef, defineCommand } from "citty";
import { describeProgram } from "../cli_description/describe.ts";
import type { Command } from "../command.ts";
import { SHELLS } from "../completions/shells.ts";
import { AppError, EXIT } from "../errors.ts";
import { argsOf, COMPLETIONS_FLAGS, parseWords } from "../options.ts";

const SHELL: ArgsDef = {
  shell: {
    type: "positional",
    valueHint: Object.keys(SHELLS).join("|"),
    description: "The shell that shall complete",
  },
};

/** What teaches a shell our commands, flags and values. */
export const completionsCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "completions",
      description: "Print what a shell needs to complete commands, flags and their values",
    },
    args: { ...SHELL, ...argsOf(COMPLETIONS_FLAGS) },
  }),
  examples: `The shell never starts this program to complete: names of models and voices are those that this version knows.

EXAMPLES

  zsh, in ~/.zshrc behind compinit:
    eval "$(stream-tts-bun completions zsh)"

  bash, in ~/.bashrc:
    eval "$(stream-tts-bun completions bash)"

  fish, in ~/.config/fish/config.fish:
    stream-tts-bun completions fish | source
`,
  async run(argv) {
    const { words } = await parseWords(COMPLETIONS_FLAGS, argv, "completions", { least: 0, most: 1 });
    const [wanted] = words;
    const shell = Object.entries(SHELLS).find(([name]) => name === wanted);
    if (shell === undefined)
      throw new AppError("USAGE", {
        what: wanted === undefined ? "no shell is named" : `there are no completions for ${wanted}`,
        why: `they are made for ${Object.keys(SHELLS).join(", ")}`,
        fix: "stream-tts-bun completions --help shows how each loads them",
      });
    const [, script] = shell;
    process.stdout.write(script(await describeProgram()));
    return EXIT.done;
  },
};
