import { dlopen, read } from "bun:ffi";
import { LIB_SYSTEM } from "../lib_system.ts";

const AF_INET = 2; // <sys/socket.h> of both systems
const SOCK_DGRAM = 2; // as above
/** EPERM and EACCES of <errno.h>, which both systems share: what a kernel says that forbids it. */
const FORBIDDEN: ReadonlySet<number> = new Set([1, 13]);
/** This machine, and an address of TEST-NET-1, which nobody has (RFC 5737). */
const ADDRESSES = [
  [127, 0, 0, 1],
  [192, 0, 2, 1],
] as const;
const DISCARD_PORT = 9;
/** struct sockaddr_in of <netinet/in.h>. */
const SOCKADDR_BYTES = 16;

/** What differs between the C libraries. */
export interface ProbeSystem {
  readonly library: string;
  /** The function that tells where errno is. */
  readonly errno: string;
  /** Whether the family is one byte behind the length of the address, as in BSD, or the first two. */
  readonly hasLength: boolean;
}

const MACOS: ProbeSystem = { library: LIB_SYSTEM, errno: "__error", hasLength: true };

/**
 * Whether the kernel forbids this process to reach any internet address, this machine's own included: a proxy may listen
 * there. UDP sockets are connected to them, which sends nothing. For macOS; not yet run on a Mac.
 */
export function isInternetForbidden(system: ProbeSystem = MACOS): boolean {
  return ADDRESSES.every((address) => isForbidden(address, system));
}

function isForbidden(address: readonly number[], { library, errno, hasLength }: ProbeSystem): boolean {
  const { symbols } = dlopen(library, {
    // int socket(int domain, int type, int protocol);
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    // int connect(int socket, const struct sockaddr *address, socklen_t bytes);
    connect: { args: ["i32", "buffer", "u32"], returns: "i32" },
    // int close(int descriptor);
    close: { args: ["i32"], returns: "i32" },
  });
  const errnoPlace = dlopen(library, { [errno]: { args: [], returns: "ptr" } }).symbols[errno];
  const failure = () => {
    const place = errnoPlace?.();
    return place === undefined || place === null ? 0 : read.i32(place);
  };
  const socket = symbols.socket(AF_INET, SOCK_DGRAM, 0);
  if (socket < 0) return FORBIDDEN.has(failure());
  try {
    return (
      symbols.connect(socket, sockaddr(address, hasLength), SOCKADDR_BYTES) < 0 && FORBIDDEN.has(failure())
    );
  } finally {
    symbols.close(socket);
  }
}

function sockaddr(address: readonly number[], hasLength: boolean): Uint8Array {
  const family = hasLength ? [SOCKADDR_BYTES, AF_INET] : [AF_INET, 0];
  const bytes = new Uint8Array(SOCKADDR_BYTES);
  bytes.set([...family, DISCARD_PORT >> 8, DISCARD_PORT & 0xff, ...address]);
  return bytes;
}
