import { agrees, canAsk } from "../../agree.ts";
import { AppError, EXIT } from "../../errors.ts";
import { type LineChange, lineChanges } from "../../service/hooks/line_changes.ts";
import {
  claudeSettingsPath,
  readSettings,
  type SettingsFile,
  unreadable,
  writeSettings,
} from "../../service/hooks/settings_file.ts";
import { isColourful, tell } from "../../terminal.ts";

/** What a command does to Claude Code's settings. */
export interface SettingsChange {
  /** Its name, for messages. */
  readonly command: string;
  /** Told when there is nothing to change. */
  readonly nothing: string;
  /** Told when it is done. */
  readonly done: string;
  /** The settings as they shall be; throws the reason where they cannot be understood. */
  edit(text: string): string;
}

/**
 * Shows what would change, asks, and changes it.
 *
 * @returns the exit code; 1 after a no
 * @throws AppError SETTINGS_UNREADABLE, SETTINGS_UNWRITABLE; USAGE where nobody can be asked
 */
export function changeSettings(
  change: SettingsChange,
  flags: { settings?: string | undefined; yes: boolean },
): number {
  const file = readSettings(flags.settings ?? claudeSettingsPath());
  const edited = editedText(file, change);
  if (edited === file.text) {
    tell(`${file.path}: ${change.nothing}`);
    return EXIT.done;
  }
  tell(`${file.path}${file.bytes === null ? ", a new file" : ""}:`);
  for (const line of rendered(lineChanges(file.bytes === null ? "" : file.text, edited))) tell(line);
  if (!flags.yes && !isAgreed(change)) {
    tell("nothing was changed");
    return EXIT.failed;
  }
  writeSettings(file, edited);
  tell(change.done);
  return EXIT.done;
}

function editedText(file: SettingsFile, { edit }: SettingsChange): string {
  try {
    return edit(file.text);
  } catch (error) {
    throw unreadable(file.path, error);
  }
}

function isAgreed({ command }: SettingsChange): boolean {
  if (canAsk()) return agrees("Change it so?");
  throw new AppError("USAGE", {
    what: "nothing was changed",
    why: "nobody can be asked without a terminal",
    fix: `stream-tts-bun ${command} --yes changes it without asking`,
  });
}

function rendered(changes: readonly LineChange[]): string[] {
  const colours = isColourful(process.stderr);
  return changes.flatMap(({ kind, line, isApart }) => {
    const shown = kind === "added" ? `+ ${line}` : `- ${line}`;
    const coloured = colours ? `\u001b[${kind === "added" ? 32 : 31}m${shown}\u001b[39m` : shown;
    return isApart ? ["  …", coloured] : [coloured];
  });
}
