import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { AppError, reasonOf } from "../errors.ts";
import { tryLock } from "../flock.ts";
import { lockPath, unusable } from "./folder.ts";

/** A client that looks whether there is a service holds the lock for a moment. */
const TRIES = 5;
const PAUSE_MS = 10;
const LOCK_MODE = 0o600;

/**
 * Takes the lock that there is one service in a folder by, for as long as the descriptor is open: the kernel gives it back when
 * this process ends, however it does. The file, which names the process, stays, because removing it would let two holders in.
 *
 * @returns the descriptor, to be closed when the service ends
 * @throws AppError SERVICE_RUNNING when another service has it, SERVICE_FOLDER when there can be no such file
 */
export function takeServiceLock(folder: string): number {
  const descriptor = opened(folder, constants.O_RDWR | constants.O_CREAT);
  try {
    for (let tries = 1; !tryLock(descriptor, "exclusive"); tries++) {
      if (tries === TRIES) throw running(folder);
      Bun.sleepSync(PAUSE_MS);
    }
    ftruncateSync(descriptor);
    writeSync(descriptor, `${process.pid}\n`, 0);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Whether a service that lives holds the lock of a folder. */
export function isServiceLocked(folder: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(lockPath(folder), constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch {
    return false;
  }
  try {
    return !tryLock(descriptor, "shared");
  } finally {
    closeSync(descriptor);
  }
}

function opened(folder: string, flags: number): number {
  try {
    return openSync(lockPath(folder), flags | constants.O_NOFOLLOW, LOCK_MODE);
  } catch (error) {
    throw unusable(folder, reasonOf(error), `remove what is there, then run the same command again`, error);
  }
}

function running(folder: string): AppError {
  const holder = /^\d+$/.exec(readFileSync(lockPath(folder), "utf8").trim())?.[0];
  return new AppError("SERVICE_RUNNING", {
    what: "a service is running already",
    why: `${holder === undefined ? "another process" : `process ${holder}`} holds ${lockPath(folder)}`,
    fix: "use that one, or end it first: stream-tts-bun stop",
  });
}
