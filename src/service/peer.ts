import { dlopen } from "bun:ffi";
import { LIB_SYSTEM } from "../lib_system.ts";

// From <asm-generic/socket.h>, which x86-64 and arm64 both use.
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;

type AskUser = (descriptor: number) => number | null;

let askUser: AskUser | null = null;

/**
 * The user (effective uid) at the other end of a connected Unix socket, as the kernel noted it when the connection was
 * made: the one that connected, or, seen from a client, the one that listens (unix(7), SO_PEERCRED; getpeereid(3)).
 *
 * @returns null when the kernel does not tell, as macOS does not of a peer that has gone again
 */
export function peerUser(descriptor: number): number | null {
  askUser ??= process.platform === "darwin" ? darwin() : linux();
  return askUser(descriptor);
}

function linux(): AskUser {
  const { getsockopt } = dlopen("libc.so.6", {
    // int getsockopt(int fd, int level, int name, void *value, socklen_t *bytes);
    getsockopt: { args: ["i32", "i32", "i32", "buffer", "buffer"], returns: "i32" },
  }).symbols;
  return (descriptor) => {
    // struct ucred: pid_t pid; uid_t uid; gid_t gid;
    const credentials = new Uint32Array(3);
    const bytes = new Uint32Array([credentials.byteLength]);
    const status = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, credentials, bytes);
    return status === 0 && bytes[0] === credentials.byteLength ? (credentials[1] ?? null) : null;
  };
}

function darwin(): AskUser {
  const { getpeereid } = dlopen(LIB_SYSTEM, {
    // int getpeereid(int fd, uid_t *user, gid_t *group);
    getpeereid: { args: ["i32", "buffer", "buffer"], returns: "i32" },
  }).symbols;
  return (descriptor) => {
    const user = new Uint32Array(1);
    const status = getpeereid(descriptor, user, new Uint32Array(1));
    return status === 0 ? (user[0] ?? null) : null;
  };
}
