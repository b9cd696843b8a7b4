import { parseArgs } from "node:util";
import { FLAGS_OF } from "../options/commands.ts";
import { negativeOf } from "../options/negatives.ts";
import { configOf } from "./config_of.ts";

/**
 * Whether `--offline` holds for a run, by its command line or else by the config file. It has to be known before anything
 * else is, so that the rest of the command line, which may be wrong, is not looked at.
 *
 * @param command the name of the command
 * @param argv what stands behind the name
 * @throws AppError USAGE for a wrong config file, CONFIG_UNREADABLE
 */
export async function isOfflineAsked(command: string, argv: string[]): Promise<boolean> {
  const flags = Object.hasOwn(FLAGS_OF, command) ? FLAGS_OF[command] : undefined;
  if (flags?.includes("offline") !== true) return false;
  const negative = negativeOf("offline");
  const { tokens } = parseArgs({
    args: argv,
    options: {
      config: { type: "string" },
      offline: { type: "boolean" },
      [negative]: { type: "boolean" },
    },
    strict: false,
    tokens: true,
  });
  const said = tokens.filter((token) => token.kind === "option");
  const last = said.findLast(({ name }) => name === "offline" || name === negative);
  if (last !== undefined) return last.name === "offline";
  const config = await configOf(said.findLast(({ name }) => name === "config")?.value);
  return config?.setting(command, "offline")?.value === true;
}
