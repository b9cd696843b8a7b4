import { isatty } from "node:tty";
import manifest from "../package.json" with { type: "json" };
import { renderHelp } from "./command.ts";
import { commands, DEFAULT_COMMAND, type Load } from "./commands/table.ts";
import { isOfflineAsked } from "./config/offline_asked.ts";
import { EXIT, exitCodeOf } from "./errors.ts";
import { isOfflineWished } from "./offline/wish.ts";
import { tellError } from "./terminal.ts";

/** The command that the first words name, and the words behind them; the default one needs no name. */
function find(argv: string[]): { name: string; load: Load | undefined; rest: string[] } {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(" ");
    if (Object.hasOwn(commands, name)) return { name, load: commands[name], rest: argv.slice(words) };
  }
  return { name: DEFAULT_COMMAND, load: commands[DEFAULT_COMMAND], rest: argv };
}

const asksForHelp = (words: string[]) => words.includes("--help") || words.includes("-h");

/** Runs what the command line says. */
async function main(argv: string[]): Promise<number> {
  if (argv[0] === "--version") {
    process.stdout.write(`${manifest.version}\n`);
    return EXIT.done;
  }
  const { name, load, rest } = find(argv);
  // Before anything that could fail: to an agent, an exit code is a wish. A terminal means that a person is there.
  if (load === commands.hook && !isatty(0) && !asksForHelp(rest))
    return (await import("./commands/hook/run_hook.ts")).runHook(rest);
  // Before the command is even loaded, so that nothing of it can have opened a socket. Workers inherit what holds for us.
  if (load !== commands.worker && isOfflineWished(!asksForHelp(rest) && (await isOfflineAsked(name, rest))))
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
