import { isOfflineWished, OFFLINE_VARIABLE } from "../offline/wish.ts";
import { FLAGS_OF } from "../options/commands.ts";
import { checkedFlags } from "../options/parse.ts";
import { resolveFlags } from "../options/resolve.ts";
import type { Flag } from "../options/schemas.ts";
import type { Origin, Setting, Settings } from "../options/setting.ts";
import { NO_FILE } from "./config_file.ts";
import { masked } from "./masked.ts";

/** Where the value of a flag comes from; a variable of the environment stands for one flag. */
export type ShownOrigin = Origin | { readonly kind: "environment"; readonly variable: string };

export interface SettingsReport {
  /** The file that was read; null without one. */
  readonly file: string | null;
  /** Whether no file was wanted. */
  readonly isWithoutFile: boolean;
  readonly settings: readonly ShownSetting[];
}

export interface ShownSetting {
  readonly flag: Flag;
  /** As it would stand on a command line, without secrets; null for what is not said and has no default. */
  readonly value: string | boolean | null;
  readonly origin: ShownOrigin;
}

/**
 * What holds for every flag of a command, and why.
 *
 * @param command one of {@link FLAGS_OF}
 * @param argv flags of that command
 * @throws AppError USAGE for a wrong command line or file, as the command itself would; CONFIG_UNREADABLE
 */
export async function settingsReport(command: string, argv: string[]): Promise<SettingsReport> {
  const flags = FLAGS_OF[command] ?? [];
  const { settings, config } = await resolveFlags(flags, argv, command, { least: 0, most: 0 });
  checkedFlags(flags, settings, command);
  return {
    file: config?.path ?? null,
    isWithoutFile: settings.get("config")?.value === NO_FILE,
    settings: flags.filter((flag) => flag !== "config").map((flag) => shown(flag, settings)),
  };
}

function shown(flag: Flag, settings: Settings): ShownSetting {
  const { value, origin }: Omit<Setting, "value"> & { value: string | boolean | null } = settings.get(
    flag,
  ) ?? {
    value: null,
    origin: { kind: "default" },
  };
  // The variable holds whatever the flag says.
  if (flag === "offline" && value !== true && isOfflineWished(false))
    return { flag, value: true, origin: { kind: "environment", variable: OFFLINE_VARIABLE } };
  return { flag, value: typeof value === "string" ? masked(value) : value, origin };
}
