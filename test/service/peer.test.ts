import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { connectService } from "../../src/service/connect.ts";
import { Listener } from "../../src/service/listener.ts";
import { peerUser } from "../../src/service/peer.ts";
import { PROTOCOL } from "../../src/service/protocol.ts";
import { encodeFrame, FrameReader } from "../../src/workers/frames.ts";
import { NotedReception, ownPlaces } from "./reception.ts";

const NOBODY = 65534;
const HELLO = encodeFrame({
  op: "hello",
  protocol: PROTOCOL,
  program: "0",
  role: "control",
  pid: 1,
  sounds: false,
});
const isRoot = process.geteuid?.() === 0;

let places: ReturnType<typeof ownPlaces>;
let folder: string;
beforeEach(() => {
  places = ownPlaces();
  folder = join(places.root, "stream-tts-bun-service");
});
afterEach(() => places[Symbol.dispose]());

/** Runs a module as the user nobody, once all that it imports is loaded; what it prints comes back. */
function asNobody(source: string, ...args: string[]) {
  const module = (path: string) => JSON.stringify(join(import.meta.dir, path));
  const program = `
import { Listener } from ${module("../../src/service/listener.ts")};
import { NotedReception } from ${module("reception.ts")};
process.setgroups([]);
process.setgid(${NOBODY});
process.setuid(${NOBODY});
const [path] = process.argv.slice(1);
${source}`;
  return Bun.spawn([process.execPath, "-e", program, ...args], { stdin: "ignore", stdout: "pipe" });
}

/** Connects to whatever listens there, says hello, and gives what was answered. */
async function answerAt(path: string): Promise<unknown> {
  const reader = new FrameReader();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const socket = await Bun.connect({
    unix: path,
    socket: {
      data: (_, chunk) => {
        for (const { header } of reader.push(chunk)) resolve(header);
      },
      close: () => resolve(null),
    },
  });
  socket.write(HELLO);
  return promise.finally(() => socket.end());
}

test("the kernel names the user at either end, and nobody for what is no socket", async () => {
  const users: (number | null)[] = [];
  const reception = new NotedReception();
  reception.onTaken = (connection) => users.push(peerUser(connection.descriptor));
  using _ = Listener.open(folder, reception);
  const service = await connectService("control", { sounds: false });
  if (service === null) throw new Error("no service");
  users.push(peerUser(service.connection.descriptor));
  service.connection.close();
  expect(users).toEqual([process.geteuid?.() ?? -1, process.geteuid?.() ?? -1]);
  expect(peerUser(-1)).toBeNull();
});

describe.skipIf(!isRoot)("of users who are let through to the socket", () => {
  test("another one is refused by the service, with the reason on both sides", async () => {
    const reception = new NotedReception();
    using listener = Listener.open(folder, reception);
    for (const path of [places.root, folder, listener.path]) chmodSync(path, 0o777);
    const client = asNobody(
      `
let told = "";
await Bun.connect({
  unix: path,
  socket: {
    open: (socket) => void socket.write(Buffer.from(${JSON.stringify(Buffer.from(HELLO).toString("base64"))}, "base64")),
    data: (socket, chunk) => { told += chunk.subarray(8); socket.end(); },
    close: () => { process.stdout.write(told); process.exit(0); },
  },
});`,
      listener.path,
    );
    const why = "this service is for user 0, not for user 65534";
    expect(JSON.parse(await client.stdout.text())).toEqual({ event: "refused", why });
    expect(await client.exited).toBe(0);
    expect(reception.refused).toEqual([why]);
    expect(reception.clients).toEqual([]);
    chmodSync(folder, 0o700);
  });

  test("root too is refused by the service of another, and asks nothing of it", async () => {
    chmodSync(places.root, 0o711);
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, NOBODY, NOBODY);
    const service = asNobody(
      `
const reception = new NotedReception();
Listener.open(path, reception);
process.stdout.write("listening");`,
      folder,
    );
    try {
      await service.stdout.getReader().read();
      expect(await answerAt(join(folder, "socket"))).toEqual({
        ...{ event: "refused", why: "this service is for user 65534, not for user 0" },
      });
      await expect(connectService("hook", { sounds: false })).rejects.toMatchObject({
        ...{ code: "SERVICE_FOLDER", why: "it belongs to user 65534" },
      });
      // The folder passes now, so that only the kernel's word for who listens is left.
      chownSync(folder, 0, 0);
      await expect(connectService("hook", { sounds: false })).rejects.toMatchObject({
        ...{ code: "SERVICE_FOLDER", why: "a process of user 65534 listens in it" },
      });
    } finally {
      service.kill("SIGKILL");
      await service.exited;
    }
  });
});
