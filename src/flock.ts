import { dlopen } from "bun:ffi";
import { LIB_SYSTEM } from "./lib_system.ts";

// From <sys/file.h>; the same numbers on Linux and macOS.
const OPERATIONS = { shared: 1, exclusive: 2 } as const;
const LOCK_NB = 4;

let flock: ((descriptor: number, operation: number) => number) | null = null;

/**
 * Locks an open file or folder (flock(2)) without waiting. The kernel gives the lock back when the descriptor is closed,
 * so also when its holder dies: there is no stale lock to detect.
 *
 * @returns false when somebody else's lock is in the way, or where the file system knows no such locks
 */
export function tryLock(descriptor: number, kind: keyof typeof OPERATIONS): boolean {
  flock ??= dlopen(process.platform === "darwin" ? LIB_SYSTEM : "libc.so.6", {
    // int flock(int fd, int operation);
    flock: { args: ["i32", "i32"], returns: "i32" },
  }).symbols.flock;
  return flock(descriptor, OPERATIONS[kind] | LOCK_NB) === 0;
}
