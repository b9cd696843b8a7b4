import { defineCommand } from "citty";
import { type Command, renderHelp } from "../../command.ts";
import { AppError } from "../../errors.ts";

/** What is done when no command of `models` is named, or one that there is not. */
export const modelsCommand: Command = {
  definition: defineCommand({
    meta: { name: "models", description: "Get translation models, prove them, carry them elsewhere" },
  }),
  examples: `COMMANDS

  models list       what is here, what can be pulled, and what suits this machine
  models pull       fetch a model, once, and prove that it is whole
  models verify     check models that are here
  models trim       write a smaller copy of a model, without the words of other languages
  models bundle     put program, model, voices and licences into one file, for a machine without a network
  models unbundle   check such a file and install what is in it

EXAMPLES

  stream-tts-bun models list
  stream-tts-bun models pull
  stream-tts-bun models pull --help
`,
  async run([name]) {
    if (name === undefined) {
      process.stdout.write(await renderHelp(modelsCommand));
      return 0;
    }
    throw new AppError("USAGE", {
      what: `there is no command "models ${name}"`,
      why: "there are list, pull, verify, trim, bundle and unbundle",
      fix: "stream-tts-bun models --help shows what each does",
    });
  },
};
