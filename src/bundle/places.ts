import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { baseFolder } from "../base_folder.ts";
import { modelsFolder } from "../models/folders.ts";
import { packsFolder } from "../voice_packs/installed.ts";

/** Folders that the parts of a bundle go to; they are made when they are missing. */
export interface Places {
  readonly program: string;
  readonly models: string;
  readonly voices: string;
  readonly licences: string;
}

/**
 * Where a user's own programs, caches and data belong (XDG Base Directory).
 *
 * @param program the user's choice for the program, or null
 */
export function usersPlaces(program: string | null): Places {
  const share = baseFolder("XDG_DATA_HOME");
  return {
    program: resolve(program ?? join(homedir(), ".local", "bin")),
    models: modelsFolder(),
    voices: packsFolder(),
    licences: join(share, "stream-tts-bun", "licences"),
  };
}
