import { type ArgsDef, defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { NO_FILE, usualFiles } from "../../config/config_file.ts";
import { type SettingsReport, type ShownOrigin, settingsReport } from "../../config/report.ts";
import { columns } from "../../display/columns.ts";
import { AppError, EXIT } from "../../errors.ts";
import { nearNames } from "../../near_names.ts";
import { argsOf, CONFIG_FLAGS, FLAGS_OF, parseFlags } from "../../options.ts";
import { nameIn } from "../name_in.ts";
import { DEFAULT_COMMAND } from "../table.ts";

const COMMAND: ArgsDef = {
  command: {
    type: "positional",
    required: false,
    valueHint: "COMMAND",
    description: `The command whose flags are shown; behind it, its flags. Without it: ${DEFAULT_COMMAND}`,
  },
};

/** Which value of each flag holds, and where it comes from. */
export const showCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "config show",
      description: "Show what holds for every flag of a command, and which file or default says so",
    },
    args: { ...COMMAND, ...argsOf(CONFIG_FLAGS) },
  }),
  examples: `Users and passwords in URLs are not shown. The file is checked whole, so that this tells whether it is right.

EXAMPLES

  stream-tts-bun config show
  stream-tts-bun config show serve
  stream-tts-bun config show models pull --json
  stream-tts-bun config show speak --voice nitech --config ./other.toml
`,
  async run(argv) {
    const { command, rest } = commandIn(argv);
    // Of the command that is shown, it would only say how that prints.
    const flags = rest.filter((word) => word !== "--json");
    const report = await settingsReport(command, flags);
    const named = report.isWithoutFile ? [NO_FILE] : report.file === null ? [] : [report.file];
    const own = [...named.flatMap((name) => ["--config", name]), ...rest.filter((word) => word === "--json")];
    const { json } = await parseFlags(CONFIG_FLAGS, own, "config show");
    process.stdout.write(json ? asJson(command, report) : asText(report));
    return EXIT.done;
  },
};

/**
 * The command that the first words name, and what stands behind it.
 *
 * @throws AppError USAGE when they name none
 */
function commandIn(argv: string[]): { command: string; rest: string[] } {
  const [first] = argv;
  if (first === undefined || first.startsWith("-")) return { command: DEFAULT_COMMAND, rest: argv };
  const named = nameIn(argv, FLAGS_OF);
  if (named !== null) return { command: named.name, rest: named.rest };
  const commands = Object.keys(FLAGS_OF);
  const near = nearNames(first, commands);
  throw new AppError("USAGE", {
    what: `there is no command "${first}" with settings`,
    why: `there is ${(near.length > 0 ? near : commands).join(", ")}`,
    fix: "stream-tts-bun config show COMMAND shows the settings of a command, without one those of speak",
  });
}

function asJson(command: string, { file, settings }: SettingsReport): string {
  const shown = settings.map(({ flag, value, origin }) => ({ flag, value, ...jsonOf(origin) }));
  return `${JSON.stringify({ command, file, looked_for: usualFiles(), settings: shown }, null, 2)}\n`;
}

function jsonOf(origin: ShownOrigin) {
  switch (origin.kind) {
    case "file":
      return { from: "file", file: origin.path, line: origin.line };
    case "environment":
      return { from: "environment", variable: origin.variable };
    default:
      return { from: origin.kind };
  }
}

function asText(report: SettingsReport): string {
  const rows = report.settings.map(({ flag, value, origin }) => [
    `--${flag}`,
    shownValue(value),
    wordsFor(origin),
  ]);
  return `${fileRead(report)}\n\n${columns(rows)}`;
}

function shownValue(value: string | boolean | null): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return (value ?? "").replace(/\p{Cc}/gu, "\ufffd");
}

function fileRead({ file, isWithoutFile }: SettingsReport): string {
  if (file !== null) return `config file: ${file}`;
  if (isWithoutFile) return `config file: none, as --config ${NO_FILE} says`;
  return `config file: none; it would be ${usualFiles().join(" or ")}`;
}

function wordsFor(origin: ShownOrigin): string {
  switch (origin.kind) {
    case "file":
      return `${origin.name}:${origin.line}`;
    case "environment":
      return origin.variable;
    default:
      return origin.kind;
  }
}
