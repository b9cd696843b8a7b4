import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Socket } from "bun";
import { connectService } from "../../src/service/connect.ts";
import { Listener } from "../../src/service/listener.ts";
import { PROTOCOL } from "../../src/service/protocol.ts";
import { encodeFrame, FrameReader } from "../../src/workers/frames.ts";
import { NotedReception, ownPlaces, until } from "./reception.ts";

const HELLO = { op: "hello", protocol: PROTOCOL, program: "0.0.0", role: "control", pid: 1, sounds: false };

let places: ReturnType<typeof ownPlaces>;
let folder: string;
let reception: NotedReception;
beforeEach(() => {
  places = ownPlaces();
  folder = join(places.root, "stream-tts-bun-service");
  reception = new NotedReception();
});
afterEach(() => places[Symbol.dispose]());

/** A client that says what it likes, and all that it was told until the connection ended. */
async function raw(
  path: string,
  ...said: Uint8Array[]
): Promise<{ told: Promise<unknown[]>; socket: Socket }> {
  const reader = new FrameReader();
  const frames: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  const socket = await Bun.connect({
    unix: path,
    socket: {
      data: (_, chunk) => {
        for (const { header } of reader.push(chunk)) frames.push(header);
      },
      close: () => resolve(frames),
    },
  });
  for (const bytes of said) {
    socket.write(bytes);
    await Bun.sleep(1);
  }
  return { told: promise, socket };
}

test("client and service get each other's hello, and what is sent right behind it", async () => {
  using listener = Listener.open(folder, reception);
  reception.onTaken = (connection) => {
    connection.onFrame = ({ header, body }) => connection.send({ echo: header }, body);
    // Behind the answer, although in the same read.
    queueMicrotask(() => connection.send({ event: "first" }));
  };
  const service = await connectService("speak", { sounds: true });
  expect(service?.hello).toMatchObject({ event: "hello", session: "s1", pid: process.pid });
  expect(reception.clients[0]?.hello).toMatchObject({
    role: "speak",
    sounds: true,
    pid: process.pid,
    protocol: PROTOCOL,
  });
  const frames: [unknown, number[]][] = [];
  await Bun.sleep(5);
  if (service === null) throw new Error("unreachable: it was found above");
  service.connection.onFrame = ({ header, body }) => frames.push([header, [...body]]);
  service.connection.send({ op: "x" }, new Uint8Array([1, 2]));
  await until(() => frames.length === 2);
  expect(frames).toEqual([
    [{ event: "first" }, []],
    [{ echo: { op: "x" } }, [1, 2]],
  ]);
  expect(listener.connections).toBe(1);
  service.connection.close();
  await until(() => listener.connections === 0);
});

test("without a service there is none", async () => {
  expect(await connectService("hook", { sounds: false })).toBeNull();
  Listener.open(folder, reception).close();
  expect(await connectService("hook", { sounds: false })).toBeNull();
});

test("a service in the cache is found although there is a runtime folder", async () => {
  using _ = Listener.open(join(places.root, "cache", "stream-tts-bun", "service"), reception);
  const service = await connectService("control", { sounds: false });
  expect(service?.hello.session).toBe("s1");
  service?.connection.close();
});

test("a hello may come in any pieces", async () => {
  using listener = Listener.open(folder, reception);
  const bytes = encodeFrame(HELLO);
  const { socket } = await raw(listener.path, ...Array.from(bytes, (byte) => new Uint8Array([byte])));
  await until(() => reception.clients.length === 1);
  socket.end();
});

test("the service's refusal reaches the client, and the connection ends", async () => {
  using listener = Listener.open(folder, reception);
  reception.answer = { event: "refused", why: "it is ending" };
  await expect(connectService("control", { sounds: false })).rejects.toMatchObject({
    ...{ code: "SERVICE_REFUSED", why: "it is ending" },
  });
  await until(() => listener.connections === 0);
});

test("a client of another protocol is told ours, whatever else its hello says", async () => {
  using listener = Listener.open(folder, reception);
  const { told } = await raw(
    listener.path,
    encodeFrame({ op: "hello", protocol: PROTOCOL + 1, program: "9.9.9", novelty: true }),
  );
  expect(await told).toMatchObject([{ event: "hello", protocol: PROTOCOL, pid: process.pid }]);
  expect(reception.refused).toEqual([
    expect.stringContaining(`version 9.9.9 speaks protocol ${PROTOCOL + 1}`),
  ]);
  expect(reception.clients).toEqual([]);
});

test("who says nothing is refused, and so is who stops in the middle of a hello", async () => {
  using listener = Listener.open(folder, reception, { helloMs: 30 });
  for (const said of [[], [encodeFrame(HELLO).subarray(0, 20)]]) {
    const { told } = await raw(listener.path, ...said);
    expect(await told).toEqual([{ event: "refused", why: expect.stringContaining("no hello came") }]);
  }
  expect(reception.refused).toHaveLength(2);
});

test("a client that has said hello is not refused for being silent afterwards", async () => {
  using listener = Listener.open(folder, reception, { helloMs: 30 });
  const service = await connectService("speak", { sounds: true });
  await Bun.sleep(100);
  expect(listener.connections).toBe(1);
  expect(reception.refused).toEqual([]);
  service?.connection.close();
});

test("more connections than there may be are refused with the reason, until one ends", async () => {
  using listener = Listener.open(folder, reception, { connections: 2 });
  const first = await connectService("speak", { sounds: true });
  const second = await connectService("speak", { sounds: true });
  const refused = { code: "SERVICE_REFUSED", why: expect.stringContaining("2 connections are open") };
  await expect(connectService("speak", { sounds: true })).rejects.toMatchObject(refused);
  first?.connection.close();
  await until(() => listener.connections === 1);
  const third = await connectService("speak", { sounds: true });
  expect(third?.hello.event).toBe("hello");
  expect(reception.refused).toHaveLength(1);
  second?.connection.close();
  third?.connection.close();
});

test("who was turned away and stays is let go, unheard", async () => {
  using listener = Listener.open(folder, reception, { connections: 0 });
  const { told } = await raw(listener.path, encodeFrame(HELLO));
  expect(await told).toEqual([{ event: "refused", why: expect.stringContaining("0 connections are open") }]);
  expect([reception.clients.length, reception.malformed.length, listener.connections]).toEqual([0, 0, 0]);
});

describe("what is no hello is malformed, answered and ended", () => {
  const bytes = (text: string) => {
    const json = new TextEncoder().encode(text);
    const frame = new Uint8Array(8 + json.length);
    new DataView(frame.buffer).setUint32(0, json.length, true);
    frame.set(json, 8);
    return frame;
  };
  test.each<[string, Uint8Array]>([
    ["a length beyond the limit", new Uint8Array(8).fill(0xff)],
    ["a header longer than a hello's", encodeFrame({ ...HELLO, program: "x".repeat(70_000) }).subarray(0, 8)],
    ["a body", encodeFrame(HELLO, new Uint8Array(1))],
    ["HTTP", new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n")],
    ["no JSON", bytes("{no")],
    ["no UTF-8", new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff])],
    ["nothing", new Uint8Array(8)],
    ["null", encodeFrame(null)],
    ["depth", bytes(`${"[".repeat(30_000)}${"]".repeat(30_000)}`)],
    ["another message", encodeFrame({ op: "status" })],
    ["an unknown role", encodeFrame({ ...HELLO, role: "root" })],
    ["a word too many", encodeFrame({ ...HELLO, more: 1 })],
  ])("%s", async (_, said) => {
    using listener = Listener.open(folder, reception);
    const { told } = await raw(listener.path, said);
    expect(await told).toEqual([{ event: "refused", why: expect.any(String) }]);
    expect(reception.malformed).toHaveLength(1);
    expect(reception.refused).toEqual([]);
    expect(reception.clients).toEqual([]);
  });
});

describe("a service that is not what it should be", () => {
  /** Listens as something else would. */
  function strange(answer: Uint8Array | null): Disposable {
    Listener.open(folder, reception).close();
    const server = Bun.listen({
      unix: join(folder, "socket"),
      socket: {
        data: (socket) => {
          if (answer !== null) socket.write(answer);
        },
      },
    });
    return { [Symbol.dispose]: () => server.stop(true) };
  }

  test("it says nothing", async () => {
    using _ = strange(null);
    await expect(connectService("hook", { sounds: false, limitMs: 30 })).rejects.toMatchObject({
      code: "SERVICE_SILENT",
    });
  });

  test("it is given up when its client wants no more", async () => {
    using _ = strange(null);
    const stop = new AbortController();
    const connecting = connectService("speak", { sounds: true }, stop.signal);
    await Bun.sleep(5);
    stop.abort(new Error("enough"));
    await expect(connecting).rejects.toThrow("enough");
    await expect(connectService("speak", { sounds: true }, stop.signal)).rejects.toThrow("enough");
  });

  test("it ends without a word", async () => {
    Listener.open(folder, reception).close();
    const server = Bun.listen({
      unix: join(folder, "socket"),
      socket: { data: (socket) => void socket.end() },
    });
    await expect(connectService("hook", { sounds: false })).rejects.toMatchObject({ code: "SERVICE_LOST" });
    server.stop(true);
  });

  test("it speaks another protocol", async () => {
    using _ = strange(encodeFrame({ event: "hello", protocol: PROTOCOL + 1, program: "9.9.9", pid: 77 }));
    await expect(connectService("hook", { sounds: false })).rejects.toMatchObject({
      ...{
        code: "SERVICE_UNSUITABLE",
        why: expect.stringContaining("9.9.9"),
        fix: expect.stringContaining("kill 77"),
      },
    });
  });

  test.each<[string, Uint8Array]>([
    ["it says something else", encodeFrame({ event: "turn" })],
    ["it speaks no frames", new Uint8Array(8).fill(0xff)],
  ])("%s", async (_, answer) => {
    using __ = strange(answer);
    await expect(connectService("hook", { sounds: false })).rejects.toMatchObject({
      code: "SERVICE_UNSUITABLE",
    });
  });
});
