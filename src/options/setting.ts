import type { Flag } from "./schemas.ts";

/** Where the value of a flag was said. */
export type Origin =
  | { readonly kind: "default" }
  | {
      readonly kind: "file";
      readonly path: string;
      /** The file as it is called in messages. */
      readonly name: string;
      /** Counts from 1. */
      readonly line: number;
    }
  | { readonly kind: "command line" };

/** The value of a flag as its schema takes it, whole or not. */
export interface Setting {
  /** The text behind the flag; for a flag of presence, whether it is there. */
  readonly value: string | boolean;
  readonly origin: Origin;
}

export type Settings = ReadonlyMap<Flag, Setting>;

/** They are done once or say where the file is, so that they stand on a command line only. */
const COMMAND_LINE_ONLY: readonly Flag[] = ["config", "install", "uninstall"];

/** Whether a flag can stand in a config file. */
export function isSettable(flag: Flag): boolean {
  return !COMMAND_LINE_ONLY.includes(flag);
}
