import { mkdirSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { type ArgsDef, defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { renderBytes } from "../../display/bytes.ts";
import { AppError } from "../../errors.ts";
import { progressOf } from "../../fetch/progress_of.ts";
import { modelsFolder } from "../../models/folders.ts";
import { locateModel } from "../../models/locate.ts";
import { CUT_NAMES, CUTS, type CutName } from "../../models/trim/cuts.ts";
import { MEASURED_WITH, PRICES } from "../../models/trim/prices.ts";
import { type Trimmed, trimModel } from "../../models/trim/trim_model.ts";
import { trimmedName } from "../../models/trimmed_name.ts";
import { argsOf, parseWords, TRIM_FLAGS } from "../../options.ts";
import { tell } from "../../terminal.ts";
import { stoppable } from "../stoppable.ts";

const FILES: ArgsDef = {
  in: { type: "positional", valueHint: "NAME|PATH", description: "A GGUF file, or its name in a cache" },
  out: {
    type: "positional",
    required: false,
    valueHint: "OUT.gguf",
    description: "The file to write. Without it: one beside other models, which is used from then on",
  },
};

/** A smaller copy of a model, without the words of other languages. */
export const trimCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "models trim",
      description: "Write a smaller and quicker copy of a model, without the words of other languages",
    },
    args: { ...FILES, ...argsOf(TRIM_FLAGS) },
  }),
  examples: `Weights are copied and not changed. Words that are cut off can still be read, in shorter pieces.

--keep, by what was measured with ${MEASURED_WITH}:

${CUT_NAMES.map((name) => `  ${name.padEnd(7)}${CUTS[name].meaning};\n         ${priceOf(name)}\n`).join("")}
EXAMPLES

  stream-tts-bun models trim qwen2.5-coder-1.5b-instruct-q4_k_m
  stream-tts-bun models trim ./other.gguf ./other-small.gguf --keep small
  stream-tts-bun --model ./other-small.gguf
`,
  async run(argv) {
    const { flags, words } = await parseWords(TRIM_FLAGS, argv, "models trim", { least: 1, most: 2 });
    const [source = "", named] = words;
    const model = locateModel(source);
    const out = named ?? join(modelsFolder(), trimmedName(basename(model.path)));
    if (isSameFile(model.path, out))
      throw new AppError("USAGE", {
        what: "a model cannot be cut in place",
        why: `${out} is the model itself`,
        fix: "name another file to write",
      });
    if (named === undefined) mkdirSync(modelsFolder(), { recursive: true });
    return stoppable(async (signal) => {
      const trimmed = await trimModel(model.path, out, {
        ...{ cut: flags.keep, force: flags.force, signal },
        onProgress: progressOf(`cutting ${model.name}`),
      });
      for (const line of report(out, flags.keep, trimmed)) tell(line);
      tell(named === undefined ? IN_PLACE : `try: stream-tts-bun --model ${asPath(out)}`);
    });
  },
};

const IN_PLACE = "it is what is translated with from now on, where its model would be; delete it to go back";

/** Without a folder it would be taken for a name. */
const asPath = (out: string) => (out.includes("/") ? out : `./${out}`);

function isSameFile(path: string, other: string): boolean {
  try {
    return realpathSync(path) === realpathSync(other);
  } catch {
    return false;
  }
}

function report(out: string, cut: CutName, { before, after }: Trimmed): string[] {
  const share = ((1 - after.bytes / before.bytes) * 100).toFixed(1);
  return [
    `${out}: ${renderBytes(after.bytes)} of ${renderBytes(before.bytes)}, ${share} % less`,
    `it keeps ${CUTS[cut].meaning}: ${after.tokens} of ${before.tokens} tokens`,
    `with ${MEASURED_WITH}: ${priceOf(cut)}`,
  ];
}

/** What a cut brings and costs. */
function priceOf(cut: CutName): string {
  const { smaller, decode, lines, translations, chrf } = PRICES[cut];
  return (
    `${smaller} % smaller, decodes ${decode} × as fast, ${lines.changed} of ${lines.of} lines split differently, ` +
    `${translations.changed} of ${translations.of} translations differ (chrF ${chrf.before} → ${chrf.after})`
  );
}
