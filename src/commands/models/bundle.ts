import { statSync } from "node:fs";
import { type ArgsDef, defineCommand } from "citty";
import manifest from "../../../package.json" with { type: "json" };
import { contentsOf, runningProgram } from "../../bundle/contents.ts";
import { PROGRAM } from "../../bundle/manifest.ts";
import { writeBundle } from "../../bundle/write_bundle.ts";
import type { Command } from "../../command.ts";
import { renderBytes } from "../../display/bytes.ts";
import { progressOf } from "../../fetch/progress_of.ts";
import { locateModel } from "../../models/locate.ts";
import { verifyModel } from "../../models/verify.ts";
import { argsOf, BUNDLE_FLAGS, parseWords } from "../../options.ts";
import { tell } from "../../terminal.ts";
import { stoppable } from "./stoppable.ts";

const OUT: ArgsDef = {
  out: { type: "positional", valueHint: "OUT.tar.zst", description: "The file to write" },
};

/** This program, a model and all licences in one file. */
export const bundleCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "models bundle",
      description:
        "Put this program, a model and all licences into one file, for a machine without a network",
    },
    args: { ...OUT, ...argsOf(BUNDLE_FLAGS) },
  }),
  examples: `The file is a tar archive, packed with zstd. With it come ${PROGRAM}, its voices inside, the model, all
licences, manifest.json, and SHA256SUMS, which sha256sum --check reads and gpg --detach-sign signs.

EXAMPLES

  stream-tts-bun models bundle stream-tts-bun.tar.zst
  stream-tts-bun models bundle stream-tts-bun.tar.zst --model qwen2.5-coder-0.5b-instruct-q4_k_m

On the other machine, which needs nothing else:

  tar --zstd -xf stream-tts-bun.tar.zst ${PROGRAM}
  ./${PROGRAM} models unbundle stream-tts-bun.tar.zst
`,
  async run(argv) {
    const { flags, words } = parseWords(BUNDLE_FLAGS, argv, "models bundle", { least: 1, most: 1 });
    const [out = ""] = words;
    return stoppable(async (signal) => {
      const located = locateModel(flags.model ?? null);
      const program = await runningProgram(manifest.version);
      const model = await verifyModel(located.path, {
        ...{ hash: true, signal, onProgress: progressOf(`checking ${located.name}`) },
      });
      await writeBundle(out, contentsOf(program, model), {
        ...{ signal, onProgress: progressOf(`writing and reading again ${out}`) },
      });
      tell(`${out}: ${renderBytes(statSync(out).size)}, with ${located.name}`);
      tell(`there: tar --zstd -xf ${out} ${PROGRAM} && ./${PROGRAM} models unbundle ${out}`);
    });
  },
};
