import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { isCompiled } from "../compiled.ts";

const PROGRAM = "stream-tts-bun";

/** The command that starts this program at any later time. */
export function stableCommand(): string[] {
  return isCompiled ? [stablePath()] : [process.execPath, Bun.main];
}

/** The executable's path; a link on PATH is preferred to what it leads to, which an upgrade may put under another name. */
export function stablePath(): string {
  const found = Bun.which(PROGRAM);
  const isLink = found !== null && realpathSync(found) === realpathSync(process.execPath);
  return isLink ? resolve(found) : process.execPath;
}
