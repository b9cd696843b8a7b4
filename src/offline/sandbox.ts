import { CString, dlopen, ptr, read } from "bun:ffi";
import { LIB_SYSTEM } from "../lib_system.ts";
import { isInternetForbidden } from "./internet_probe.ts";

/** The value of kSBXProfileNoInternet (sandbox_init(3)): TCP/IP is prohibited, Unix sockets are not. */
const NO_INTERNET = Buffer.from("no-internet\0");
const SANDBOX_NAMED = 1n; // <sandbox.h>

/**
 * Takes the network from this process and its children, for good. Not yet run on a Mac. Apple calls the function
 * deprecated since 10.8; it has no other for a program that is not an App. A process that was born into a sandbox cannot
 * enter another; it may stay where it is if nothing can be reached from there, as in a service that an offline run starts.
 *
 * @throws Error that says why it cannot be done here
 */
export function enterSandboxWithoutInternet(): void {
  const system = dlopen(LIB_SYSTEM, {
    // int sandbox_init(const char *profile, uint64_t flags, char **error);
    sandbox_init: { args: ["ptr", "u64", "ptr"], returns: "i32" },
  });
  try {
    const error = new BigUint64Array(1);
    if (system.symbols.sandbox_init(ptr(NO_INTERNET), SANDBOX_NAMED, ptr(error)) === 0) return;
    if (isInternetForbidden()) return;
    const text = read.ptr(ptr(error), 0);
    throw new Error(`macOS refuses the sandbox "no-internet": ${new CString(text)}`);
  } finally {
    system.close();
  }
}
