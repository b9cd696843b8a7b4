import type { OwnFile } from "./own_file.ts";

/** What the manager is to run at the user's login. */
export interface UnitContents {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Variables of the environment, beside those that every program of the user's has. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A command of the manager. Its first word is the program. */
export interface Step {
  readonly command: readonly string[];
  /** How often it is tried; launchd may still be busy with what went before. */
  readonly tries?: number;
  /** Whether it changes nothing, so that nobody need run it by hand. */
  readonly isQuestion?: boolean;
}

/** What writing the unit has changed. */
export type Change = "new" | "changed" | "same";

/** What starts services for a user: systemd or launchd. */
export interface ServiceManager {
  readonly name: string;
  readonly file: OwnFile;
  /** Links that it makes to the unit. Where it cannot be asked, they stay when the unit goes. */
  readonly links: readonly string[];
  /** Shows why a service did not start. */
  readonly logCommand: readonly string[];
  /** Has it read the units again, where it does not do so by itself. Fails where there is no such manager, or none for this user. */
  readonly reading: Step;
  /** @throws AppError UNIT_UNWRITABLE when the manager has no way to write the command */
  render(contents: UnitContents): string;
  /** The command in a unit of ours; empty where somebody has taken it out. */
  commandIn(text: string): string[];
  /** Succeeds while it runs our service. */
  readonly asking: Step;
  /** What makes it run the unit, now and at each login. */
  starting(change: Change, isRunning: boolean): Step[];
  /** What makes it end the service and leave the unit alone. */
  stopping(isRunning: boolean): Step[];
}
