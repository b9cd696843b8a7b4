import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { baseFolder } from "../../base_folder.ts";

/** When the log is larger, a new one is begun; of old ones, the last is kept. */
const MOST_BYTES = 256 << 10;
/** Of one line. Small enough that one write takes all of it. */
const MOST_CHARACTERS = 1000;

/** Where it is told why a hook's object went nowhere (XDG Base Directory: what persists, and is of little worth). */
export function hookLogPath(): string {
  return join(baseFolder("XDG_STATE_HOME"), "stream-tts-bun", "hook.log");
}

/**
 * Writes one line into the log, in one write at its end, so that lines of several processes stay whole. Where it cannot be
 * written, nobody is told: who runs a hook is not to be disturbed.
 */
export function logHook(what: string): void {
  const path = hookLogPath();
  // Line ends and other control characters of what somebody else wrote would forge lines.
  const line = what.replace(/\p{Cc}+/gu, " ").slice(0, MOST_CHARACTERS);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (isFull(path)) renameSync(path, `${path}.1`);
    append(path, `${new Date().toISOString()} ${line}\n`);
  } catch {
    // Nothing to do: see above.
  }
}

function isFull(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES;
}

function append(path: string, line: string): void {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // A log that somebody made a pipe must not keep an agent waiting.
  const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    if (fstatSync(file).isFile()) writeSync(file, line);
  } finally {
    closeSync(file);
  }
}
