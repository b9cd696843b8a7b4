import { defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { renderBytes } from "../../display/bytes.ts";
import { columns } from "../../display/columns.ts";
import { EXIT } from "../../errors.ts";
import { thisMachine } from "../../models/fit.ts";
import { type Overview, overview } from "../../models/overview.ts";
import { argsOf, LIST_FLAGS, parseFlags } from "../../options.ts";

/** What is here, what could be, and what suits this machine. */
export const listCommand: Command = {
  definition: defineCommand({
    meta: { name: "models list", description: "The models that are here or can be pulled, the best first" },
    args: argsOf(LIST_FLAGS),
  }),
  examples: `A model keeps up if it translates faster than is spoken. A speed with ~ before it is reckoned, from what other models
did here or from what such machines do; bench and every longer session measure it.

EXAMPLES

  stream-tts-bun models list
  stream-tts-bun models list --json
`,
  async run(argv) {
    const { json } = await parseFlags(LIST_FLAGS, argv, "models list");
    const machine = thisMachine();
    const models = overview(machine);
    process.stdout.write(json ? `${JSON.stringify(models, null, 2)}\n` : rendered(models, machine.memory));
    return EXIT.done;
  },
};

function rendered(models: readonly Overview[], memory: number): string {
  const head = ["", "MODEL", "SIZE", "MEMORY", "TOKENS/S", "LICENCE", ""];
  const rows = models.map((model) => [
    mark(model),
    model.name,
    renderBytes(model.bytes),
    model.memory === null ? "?" : renderBytes(model.memory),
    `${model.is_measured ? "" : "~"}${model.tokens_per_second}`,
    model.licence ?? "?",
    remark(model),
  ]);
  const isAnyHere = models.some(({ path }) => path !== null);
  const recommended = models.find((model) => model.is_recommended);
  const advice = isAnyHere ? "" : `\nNone is here yet: stream-tts-bun models pull ${recommended?.name}\n`;
  return (
    columns([head, ...rows]) +
    `\n* spoken with when no --model is given   + here   this machine has ${renderBytes(memory)} of memory\n` +
    advice
  );
}

function mark({ is_default, path }: Overview): string {
  if (is_default) return "*";
  return path === null ? "" : "+";
}

function remark({ fits_memory, keeps_up, is_recommended }: Overview): string {
  if (fits_memory === false) return "too big for this memory";
  if (!keeps_up) return "too slow to keep up";
  return is_recommended ? "recommended for this machine" : "";
}
