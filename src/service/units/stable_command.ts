import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { isCompiled } from "../../compiled.ts";

const PROGRAM = "stream-tts-bun";

/**
 * The command that starts this program at any later time. A link on PATH is preferred to what it leads to, which an
 * upgrade may put under another name.
 */
export function stableCommand(): string[] {
  const { execPath } = process;
  if (!isCompiled) return [execPath, Bun.main];
  const found = Bun.which(PROGRAM);
  return [found !== null && realpathSync(found) === realpathSync(execPath) ? resolve(found) : execPath];
}
