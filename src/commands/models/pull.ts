import { type ArgsDef, defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { EXIT } from "../../errors.ts";
import { listenerOnStderr } from "../../fetch/pull_listener.ts";
import { recommendedModel } from "../../models/fit.ts";
import { pullModel } from "../../models/pull/pull_model.ts";
import { pullableNamed } from "../../models/pull/pullable.ts";
import { argsOf, PULL_FLAGS, parseWords } from "../../options.ts";
import { screen, tell } from "../../terminal.ts";
import { stoppable } from "../stoppable.ts";

const MODELS: ArgsDef = {
  models: {
    type: "positional",
    required: false,
    valueHint: "NAME|ORG/REPO/FILE.gguf …",
    description: "Names of the catalog, or files on Hugging Face. Without one: what is recommended here",
  },
};

/** Gets models, once, and proves that they are whole. */
export const pullCommand: Command = {
  definition: defineCommand({
    meta: { name: "models pull", description: "Fetch a model, once, and prove that it is whole" },
    args: { ...MODELS, ...argsOf(PULL_FLAGS) },
  }),
  examples: `The path of the model is printed when it is there. A copy in the cache of Hugging Face or llama.cpp is used as it is. What was
interrupted is taken up again. HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE and HF_HOME mean what they mean to Hugging Face's own
programs.

EXAMPLES

  stream-tts-bun models pull
  stream-tts-bun models pull qwen2.5-7b-instruct-q4_k_m
  stream-tts-bun models pull --from packages qwen2.5-coder-1.5b-instruct-q4_k_m
  stream-tts-bun models pull bartowski/Qwen2.5-7B-Instruct-GGUF/Qwen2.5-7B-Instruct-Q5_K_M.gguf
`,
  async run(argv) {
    const { flags, words } = await parseWords(PULL_FLAGS, argv, "models pull", {
      least: 0,
      most: Number.POSITIVE_INFINITY,
    });
    const models = words.length > 0 ? words.map(pullableNamed) : [recommendedModel()];
    const listener = listenerOnStderr();
    const code = await stoppable(async (signal) => {
      try {
        for (const model of models) {
          const path = await pullModel(model, { from: flags.from, listener, signal });
          process.stdout.write(`${path}\n`);
        }
      } finally {
        screen.show([], "");
      }
    });
    if (code !== EXIT.done) tell("interrupted; what has come is kept: run the same command again to go on");
    return code;
  },
};
