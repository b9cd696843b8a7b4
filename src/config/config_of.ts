import { dirname } from "node:path";
import type { Flag } from "../options/schemas.ts";
import type { Setting } from "../options/setting.ts";
import { type ConfigFile, readConfigFile, usualFiles } from "./config_file.ts";

/** What a config file says. */
export interface Config {
  readonly path: string;
  /** What it says of a flag of a command; undefined when it says nothing. */
  setting(command: string, flag: Flag): Setting | undefined;
}

const read = new Map<string, Promise<Config | null>>();

/**
 * The config file that holds in this process, which reads it once: whether it may reach a network is decided by what its
 * flags are taken from later. Without a file nothing is loaded for it.
 *
 * @param choice what `--config` says; undefined without it
 * @returns null where there is no file, or none is wanted
 * @throws AppError USAGE for everything that is wrong in it, or two files; CONFIG_UNREADABLE
 */
export function configOf(choice: string | undefined): Promise<Config | null> {
  const key = choice ?? usualFiles()[0];
  const known = read.get(key);
  if (known !== undefined) return known;
  const config = configIn(choice);
  read.set(key, config);
  return config;
}

async function configIn(choice: string | undefined): Promise<Config | null> {
  const file = readConfigFile(choice);
  if (file === null) return null;
  const { table, problems } = await treeOf(file);
  const { configError } = await import("./problems.ts");
  if (problems.length > 0) throw configError(file, problems);
  const { checkConfig } = await import("./check_config.ts");
  const { path, name } = file;
  const checked = checkConfig(table, { path, name, folder: dirname(path) });
  if (checked.problems.length > 0) throw configError(file, checked.problems);
  return {
    path,
    setting: (command, flag) => checked.ofCommands.get(command)?.get(flag) ?? checked.general.get(flag),
  };
}

async function treeOf({ format, text }: ConfigFile) {
  if (format === "json") return (await import("./json_tree.ts")).readJson(text);
  return (await import("./toml_tree.ts")).readToml(text);
}
