import { dlopen } from "bun:ffi";
import { readFileSync } from "node:fs";
import { LIB_SYSTEM } from "../lib_system.ts";

const RUSAGE_INFO_V0 = 0; // <sys/resource.h> of macOS
/** struct rusage_info_v0 of <sys/resource.h>: a UUID of 16 bytes, then ten uint64_t. */
export const RUSAGE_INFO_BYTES = 16 + 10 * 8;
/** ri_resident_size is the seventh of them. */
const RESIDENT_AT = 16 + 6 * 8;

/** Resident memory of a process in bytes; null where it has ended, or the system does not tell. */
type AskSystem = (pid: number) => number | null;

let askSystem: AskSystem | null = null;

/** Resident memory of processes together, in bytes; null where the system tells of none of them. */
export function residentBytes(pids: readonly number[]): number | null {
  askSystem ??= process.platform === "darwin" ? darwin() : linux;
  let sum = 0;
  for (const pid of pids) sum += askSystem(pid) ?? 0;
  return sum === 0 ? null : sum;
}

/** VmRSS of proc(5). */
function linux(pid: number): number | null {
  try {
    const kB = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kB === undefined ? null : Number(kB) * 1024;
  } catch {
    return null;
  }
}

/**
 * proc_pid_rusage of <libproc.h>, for processes of our own user. Not ps(1): that is a set-uid program, which a sandbox
 * (`--offline`) lets nobody start. Not yet run on a Mac.
 */
function darwin(): AskSystem {
  const { proc_pid_rusage } = dlopen(LIB_SYSTEM, {
    // int proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer);
    proc_pid_rusage: { args: ["i32", "i32", "buffer"], returns: "i32" },
  }).symbols;
  return (pid) => {
    const info = new Uint8Array(RUSAGE_INFO_BYTES);
    return proc_pid_rusage(pid, RUSAGE_INFO_V0, info) === 0 ? residentIn(info) : null;
  };
}

/** Of a struct rusage_info_v0, the resident memory in bytes. */
export function residentIn(info: Uint8Array): number {
  return Number(new DataView(info.buffer, info.byteOffset).getBigUint64(RESIDENT_AT, true));
}
