import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { modelsFolder } from "../models/folders.ts";

/** Folders that the parts of a bundle go to; they are made when they are missing. */
export interface Places {
  readonly program: string;
  readonly models: string;
  readonly licences: string;
}

/**
 * Where a user's own programs, caches and data belong (XDG Base Directory).
 *
 * @param program the user's choice for the program, or null
 */
export function usersPlaces(program: string | null): Places {
  const data = process.env.XDG_DATA_HOME;
  // The specification says that a relative path is to be ignored.
  const share = data?.startsWith("/") ? data : join(homedir(), ".local", "share");
  return {
    program: resolve(program ?? join(homedir(), ".local", "bin")),
    models: modelsFolder(),
    licences: join(share, "stream-tts-bun", "licences"),
  };
}
