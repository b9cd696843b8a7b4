import { isatty } from "node:tty";
import manifest from "../package.json" with { type: "json" };
import { renderHelp } from "./command.ts";
import { nameIn } from "./commands/name_in.ts";
import { commands, DEFAULT_COMMAND } from "./commands/table.ts";
import { isOfflineAsked } from "./config/offline_asked.ts";
import { EXIT, exitCodeOf } from "./errors.ts";
import { isOfflineWished } from "./offline/wish.ts";
import { tellError } from "./terminal.ts";

const asksForHelp = (words: string[]) => words.includes("--help") || words.includes("-h");

/** Runs what the command line says. */
async function main(argv: string[]): Promise<number> {
  if (argv[0] === "--version") {
    process.stdout.write(`${manifest.version}\n`);
    return EXIT.done;
  }
  // The default one needs no name.
  const { name, rest } = nameIn(argv, commands) ?? { name: DEFAULT_COMMAND, rest: argv };
  const load = commands[name];
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
