import { dlopen, ptr } from "bun:ffi";
import { readdirSync, readlinkSync } from "node:fs";

const SOL_SOCKET = 1; // <asm-generic/socket.h>
const SO_DOMAIN = 39; // <asm-generic/socket.h>
const AF_UNIX = 1; // <linux/socket.h>

/**
 * The sockets of this process that are no Unix sockets, by their descriptors: whoever starts a program may hand it an open
 * one, and Bun itself opens one for a debugger before any line of ours runs (BUN_INSPECT). Linux only.
 */
export function openNetworkSockets(): number[] {
  const libc = dlopen("libc.so.6", {
    // int getsockopt(int fd, int level, int option, void *value, socklen_t *length);
    getsockopt: { args: ["i32", "i32", "i32", "ptr", "ptr"], returns: "i32" },
  });
  const isUnix = (descriptor: number) => {
    const family = new Int32Array(1);
    const size = new Uint32Array([family.byteLength]);
    const status = libc.symbols.getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, ptr(family), ptr(size));
    return status === 0 && family[0] === AF_UNIX;
  };
  try {
    return readdirSync("/proc/self/fd")
      .map(Number)
      .filter((descriptor) => isSocket(descriptor) && !isUnix(descriptor));
  } finally {
    libc.close();
  }
}

function isSocket(descriptor: number): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith("socket:");
  } catch {
    // The one by which the folder was read is closed by now.
    return false;
  }
}
