import { defineCommand } from "citty";
import type { Command } from "../command.ts";
import { AppError, EXIT } from "../errors.ts";
import { wholePath } from "../options/paths.ts";
import { argsOf, parseFlags, SERVE_FLAGS } from "../options.ts";
import { tell } from "../terminal.ts";

const UNIT_FLAGS = ["--install", "--uninstall"];

/** The resident service. */
export const serveCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "serve",
      description: "Keep model, voice and device ready, for every terminal, hook and agent of yours",
    },
    args: argsOf(SERVE_FLAGS),
  }),
  examples: `While it runs, every stream-tts-bun uses it: a pipe speaks as soon as a sentence is translated, and sessions take
turns, so that two agents never talk over each other. Only your own user can reach it.

EXAMPLES

  Run it in this terminal, until Ctrl-C:
    stream-tts-bun serve

  Have the system start it now and at each login (systemd on Linux, launchd on macOS), and end that again:
    stream-tts-bun serve --install
    stream-tts-bun serve --uninstall

  Have it read settings from a file at each start; only what stands on the command line is kept with --install:
    stream-tts-bun serve --install --config ~/voices.toml

  Hear interactive sessions of Claude Code through its hooks:
    stream-tts-bun hook install

  Hear in a word which tools it uses, too; without the flag, only that it waits for your permission:
    stream-tts-bun serve --announce tools,errors,permission

  Give the memory back when nobody speaks for ten minutes:
    stream-tts-bun serve --unload-after 600

  See what it does, steer it, end it:
    stream-tts-bun status
    stream-tts-bun ctl pause
    stream-tts-bun stop
`,
  async run(argv) {
    const options = await parseFlags(SERVE_FLAGS, argv, "serve");
    if (options.install && options.uninstall)
      throw new AppError("USAGE", {
        what: "--install and --uninstall cannot be used together",
        why: "one undoes the other",
        fix: "keep one of them",
      });
    if (!options.install && !options.uninstall) return (await import("../service/serve.ts")).serve(options);
    const { installUnit, uninstallUnit } = await import("../service/units/install.ts");
    const report = options.install ? await installUnit({ flags: flagsToKeep(argv) }) : await uninstallUnit();
    for (const line of report.lines) tell(`stream-tts-bun: ${line}`);
    return report.isComplete ? EXIT.done : EXIT.failed;
  },
};

/** The flags that a unit starts the service with; files among them by their whole paths. */
function flagsToKeep(argv: readonly string[]): string[] {
  return argv
    .filter((word) => !UNIT_FLAGS.includes(word))
    .map((word, at, words) => {
      const [flag = "", value] = word.split(/=(.*)/s, 2);
      if (value !== undefined) return `${flag}=${whole(flag, value)}`;
      return whole(words[at - 1] ?? "", word);
    });
}

const whole = (flag: string, value: string) => wholePath(flag.replace(/^--/, ""), value, process.cwd());
