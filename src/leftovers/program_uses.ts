import { existsSync } from "node:fs";
import { isCompiled } from "../compiled.ts";
import { hookPrograms } from "../service/hooks/settings.ts";
import { claudeSettingsPath, readSettings, unreadable } from "../service/hooks/settings_file.ts";
import { stableCommand } from "../service/stable_command.ts";
import { installedUnit } from "../service/units/leftover.ts";
import { shellLine } from "../shell_line.ts";

const PROGRAM = "stream-tts-bun";

/** A place that says which program is to be run. */
export interface ProgramUse {
  /** What says so. */
  readonly by: string;
  /** A path, or a name that is looked for on PATH. */
  readonly program: string;
  /** What helps where that is not this program. */
  readonly fix: string;
}

/**
 * What says which program is run where nobody names one: the service's unit, hooks of Claude Code, and PATH.
 *
 * @throws AppError SETTINGS_UNREADABLE
 */
export function programUses(): ProgramUse[] {
  return [...inUnit(), ...inHooks(claudeSettingsPath()), ...onPath()];
}

/** Empty also where the unit's program is gone, which the check of the service tells of, and where it is Bun's. */
function inUnit(): ProgramUse[] {
  const unit = installedUnit();
  const [program, command, ...flags] = unit?.command ?? [];
  if (unit === null || program === undefined || command !== "serve" || !existsSync(program)) return [];
  const install = shellLine([...stableCommand(), "serve", "--install", ...flags]);
  return [{ by: unit.path, program, fix: `${install} has it start this one` }];
}

function inHooks(settings: string): ProgramUse[] {
  const { text } = readSettings(settings);
  // Whether there is anything wrong with settings without us is not ours to tell.
  if (!text.includes(PROGRAM)) return [];
  const install = `${shellLine([...stableCommand(), "hook", "install"])} has them run this one`;
  const uninstall = `${shellLine([...stableCommand(), "hook", "uninstall"])} takes them out`;
  // Sources are no program that a hook could run.
  const fix = isCompiled ? `${install}; ${uninstall}` : uninstall;
  try {
    return hookPrograms(text).map((program) => ({ by: `the hooks in ${settings}`, program, fix }));
  } catch (error) {
    throw unreadable(settings, error);
  }
}

function onPath(): ProgramUse[] {
  const program = Bun.which(PROGRAM);
  if (program === null) return [];
  return [
    { by: `the command ${PROGRAM}`, program, fix: `remove one of the two, or put this one in its place` },
  ];
}
