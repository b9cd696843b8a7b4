import { isatty } from "node:tty";
import manifest from "../package.json" with { type: "json" };
import { type Command, renderHelp } from "./command.ts";
import { EXIT, exitCodeOf } from "./errors.ts";
import { isOfflineWished } from "./offline/wish.ts";
import { tellError } from "./terminal.ts";

type Load = () => Promise<Command>;

/** Imported only when they run, because `--version` must not pay for the pipeline. Some names are of two words. */
const commands: Record<string, Load> = {
  speak: async () => (await import("./commands/speak.ts")).speakCommand,
  translate: async () => (await import("./commands/translate.ts")).translateCommand,
  models: async () => (await import("./commands/models/index.ts")).modelsCommand,
  "models list": async () => (await import("./commands/models/list.ts")).listCommand,
  "models pull": async () => (await import("./commands/models/pull.ts")).pullCommand,
  "models verify": async () => (await import("./commands/models/verify.ts")).verifyCommand,
  "models trim": async () => (await import("./commands/models/trim.ts")).trimCommand,
  "models bundle": async () => (await import("./commands/models/bundle.ts")).bundleCommand,
  "models unbundle": async () => (await import("./commands/models/unbundle.ts")).unbundleCommand,
  bench: async () => (await import("./commands/bench.ts")).benchCommand,
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand,
  serve: async () => (await import("./commands/serve.ts")).serveCommand,
  ctl: async () => (await import("./commands/ctl.ts")).ctlCommand,
  status: async () => (await import("./commands/status.ts")).statusCommand,
  stop: async () => (await import("./commands/stop.ts")).stopCommand,
  hook: async () => (await import("./commands/hook/index.ts")).hookCommand,
  "hook install": async () => (await import("./commands/hook/install.ts")).installCommand,
  "hook uninstall": async () => (await import("./commands/hook/uninstall.ts")).uninstallCommand,
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

const asksForHelp = (words: string[]) => words.includes("--help") || words.includes("-h");

/** Runs what the command line says. */
async function main(argv: string[]): Promise<number> {
  if (argv[0] === "--version") {
    process.stdout.write(`${manifest.version}\n`);
    return EXIT.done;
  }
  const { load, rest } = find(argv);
  // Before anything that could fail: to an agent, an exit code is a wish. A terminal means that a person is there.
  if (load === commands.hook && !isatty(0) && !asksForHelp(rest))
    return (await import("./commands/hook/run_hook.ts")).runHook(rest);
  // Before the command is even loaded, so that nothing of it can have opened a socket. Workers inherit what holds for us.
  if (load !== commands.worker && isOfflineWished(rest.includes("--offline")))
    (await import("./offline/enforce.ts")).enforceOffline();
  const command = await load?.();
  if (command === undefined) throw new Error("there is no default command");
  if (asksForHelp(rest)) {
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
