import manifest from "../package.json" with { type: "json" };
import { type Command, renderHelp } from "./command.ts";
import { EXIT, exitCodeOf } from "./errors.ts";
import { tellError } from "./terminal.ts";

type Load = () => Promise<Command>;

/** Imported only when they run, because `--version` must not pay for the pipeline. Some names are of two words. */
const commands: Record<string, Load> = {
  speak: async () => (await import("./commands/speak.ts")).speakCommand,
  translate: async () => (await import("./commands/translate.ts")).translateCommand,
  models: async () => (await import("./commands/models/index.ts")).modelsCommand,
  "models list": async () => (await import("./commands/models/list.ts")).listCommand,
  bench: async () => (await import("./commands/bench.ts")).benchCommand,
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand,
  worker: async () => (await import("./commands/worker.ts")).workerCommand,
};

/** The command that the first words name, and the words behind them; `speak` needs no name. */
function find(argv: string[]): { load: Load | undefined; rest: string[] } {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(" ");
    if (Object.hasOwn(commands, name)) return { load: commands[name], rest: argv.slice(words) };
  }
  return { load: commands.speak, rest: argv };
}

/** Runs what the command line says. */
async function main(argv: string[]): Promise<number> {
  if (argv[0] === "--version") {
    process.stdout.write(`${manifest.version}\n`);
    return EXIT.done;
  }
  const { load, rest } = find(argv);
  const command = await load?.();
  if (command === undefined) throw new Error("there is no default command");
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(await renderHelp(command));
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
