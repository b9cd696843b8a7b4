import { dlopen } from "bun:ffi";
import { readdirSync } from "node:fs";
import { LIB_SYSTEM } from "../lib_system.ts";

/** struct sockaddr_storage of <sys/socket.h>. */
const SOCKADDR_BYTES = 128;

/** How a system writes the family of an address. */
export interface SocketSystem {
  readonly library: string;
  /** Where its lowest byte stands in a struct sockaddr. */
  readonly familyAt: number;
  /** AF_INET and AF_INET6. */
  readonly internet: ReadonlySet<number>;
}

/** <sys/socket.h> of macOS: sa_len comes before sa_family. */
const MACOS: SocketSystem = { library: LIB_SYSTEM, familyAt: 1, internet: new Set([2, 30]) };

/**
 * The sockets of this process that belong to an internet protocol, by their descriptors. For macOS, which has no SO_DOMAIN
 * to ask for; not yet run on a Mac.
 */
export function openInternetSockets({ library, familyAt, internet }: SocketSystem = MACOS): number[] {
  const system = dlopen(library, {
    // int getsockname(int socket, struct sockaddr *address, socklen_t *bytes);
    getsockname: { args: ["i32", "buffer", "buffer"], returns: "i32" },
  });
  try {
    return readdirSync("/dev/fd")
      .map(Number)
      .filter((descriptor) => {
        const address = new Uint8Array(SOCKADDR_BYTES);
        // Of what is no socket, or closed by now, nothing is told.
        const status = system.symbols.getsockname(descriptor, address, new Uint32Array([SOCKADDR_BYTES]));
        return status === 0 && internet.has(address[familyAt] ?? 0);
      });
  } finally {
    system.close();
  }
}
