import { dlopen } from "bun:ffi";
import { availableParallelism } from "node:os";
import { LIB_SYSTEM } from "./lib_system.ts";

/** Of all sysctls of macOS (sysctl(3)), the logical processors of the fastest kind; absent on a Mac with one kind. */
const PERFORMANCE_CORES = "hw.perflevel0.logicalcpu";

/** Asks macOS for a number; null where the name is unknown. */
type AskSystem = (name: string) => number | null;

/**
 * How many processors are worth decoding with. On Apple silicon only performance cores are: every thread waits at
 * ggml's barriers for the slowest one.
 */
export function usefulProcessors(
  platform: NodeJS.Platform = process.platform,
  ask: AskSystem = askDarwin,
): number {
  const fast = platform === "darwin" ? ask(PERFORMANCE_CORES) : null;
  return fast === null || fast < 1 ? availableParallelism() : Math.min(fast, availableParallelism());
}

function askDarwin(name: string): number | null {
  const libSystem = dlopen(LIB_SYSTEM, {
    // int sysctlbyname(const char *name, void *old, size_t *old_bytes, void *new, size_t new_bytes);
    sysctlbyname: { args: ["buffer", "buffer", "buffer", "ptr", "u64"], returns: "i32" },
  });
  const value = new Int32Array(1);
  const bytes = new BigUint64Array([BigInt(value.byteLength)]);
  const status = libSystem.symbols.sysctlbyname(Buffer.from(`${name}\0`), value, bytes, null, 0n);
  return status === 0 ? (value[0] ?? null) : null;
}
