import { homedir } from "node:os";
import { join } from "node:path";

/** Of the XDG Base Directory specification: variables, and where below the home they stand for without a value. */
const BASES = {
  XDG_CACHE_HOME: [".cache"],
  XDG_CONFIG_HOME: [".config"],
  XDG_DATA_HOME: [".local", "share"],
  XDG_STATE_HOME: [".local", "state"],
} as const;

/** Where a user is at home, and what the variables say there. */
export interface Home {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A folder that the specification names. A relative path in its variable is to be ignored, it says. */
export function baseFolder(
  variable: keyof typeof BASES,
  { home, environment }: Home = { home: homedir(), environment: process.env },
): string {
  const named = environment[variable];
  return named?.startsWith("/") ? named : join(home, ...BASES[variable]);
}
