import { expect, test } from "bun:test";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openInternetSockets, type SocketSystem } from "../../src/offline/open_internet_sockets.ts";

/** <sys/socket.h> of Linux: the family is all of the first two bytes. */
const LINUX: SocketSystem = { library: "libc.so.6", familyAt: 0, internet: new Set([2, 10]) };
const found = () => (process.platform === "darwin" ? openInternetSockets() : openInternetSockets(LINUX));

test("sockets of both internet protocols are found, Unix sockets, files and pipes are not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sockets-"));
  const before = found();
  const unix = Bun.listen({ unix: join(folder, "socket"), socket: { data() {} } });
  const sockets = [createSocket("udp4"), createSocket("udp6")];
  try {
    expect(found()).toEqual(before);
    const [four, six] = sockets;
    four?.bind(0, "127.0.0.1");
    if (four !== undefined) await once(four, "listening");
    expect(found()).toHaveLength(before.length + 1);
    six?.bind(0, "::1");
    if (six !== undefined) await once(six, "listening");
    expect(found()).toHaveLength(before.length + 2);
  } finally {
    unix.stop(true);
    for (const socket of sockets) socket.close();
    rmSync(folder, { recursive: true });
  }
});
