import { defineCommand } from "citty";
import manifest from "../package.json" with { type: "json" };
import { type Command, renderHelp } from "./command.ts";
import { EXIT, exitCodeOf } from "./errors.ts";
import { tellError } from "./terminal.ts";

/** Imported only when they run, because `--version` must not pay for the pipeline. */
const commands: Record<string, () => Promise<Command>> = {
  speak: async () => (await import("./commands/speak.ts")).speakCommand,
  translate: async () => (await import("./commands/translate.ts")).translateCommand,
  bench: async () => (await import("./commands/bench.ts")).benchCommand,
  worker: async () => (await import("./commands/worker.ts")).workerCommand,
};

const root = defineCommand({
  meta: { name: "stream-tts-bun", version: manifest.version, description: manifest.description },
});

/** Runs what the command line says; `speak` is the command that needs no name. */
async function main(argv: string[]): Promise<number> {
  const [first = "", ...others] = argv;
  if (first === "--version") {
    process.stdout.write(`${manifest.version}\n`);
    return EXIT.done;
  }
  const named = Object.hasOwn(commands, first) ? commands[first] : undefined;
  const command = await (named ?? commands.speak)?.();
  if (command === undefined) throw new Error("there is no default command");
  const rest = named === undefined ? argv : others;
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(await renderHelp(command, root));
    return EXIT.done;
  }
  return command.run(rest);
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  tellError(error);
  process.exit(exitCodeOf(error));
}
