import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { connectService } from "../../src/service/connect.ts";
import type { Connection } from "../../src/service/connection.ts";
import { Listener } from "../../src/service/listener.ts";
import { PROTOCOL } from "../../src/service/protocol.ts";
import { encodeFrame } from "../../src/workers/frames.ts";
import { NotedReception, ownPlaces, until } from "./reception.ts";

const HELLO = encodeFrame({
  op: "hello",
  protocol: PROTOCOL,
  program: "0",
  role: "speak",
  pid: 1,
  sounds: false,
});

let places: ReturnType<typeof ownPlaces>;
let reception: NotedReception;
let listener: Listener;
beforeEach(() => {
  places = ownPlaces();
  reception = new NotedReception();
  listener = Listener.open(join(places.root, "stream-tts-bun-service"), reception);
});
afterEach(() => {
  listener.close();
  places[Symbol.dispose]();
});

async function connected(): Promise<{ client: Connection; service: Connection }> {
  const client = (await connectService("speak", { sounds: true }))?.connection;
  const service = reception.clients.at(-1)?.connection;
  if (client === undefined || service === undefined) throw new Error("no connection");
  return { client, service };
}

/** A peer that has said hello and reads nothing, and whose bytes are ours to choose. */
async function mute() {
  const socket = await Bun.connect({ unix: listener.path, socket: { open: (it) => it.pause(), data() {} } });
  socket.write(HELLO);
  await until(() => reception.clients.length > 0);
  const service = reception.clients.at(-1)?.connection;
  if (service === undefined) throw new Error("no connection");
  return { socket, service };
}

test("frames arrive whole and in order, both ways, however much is sent at once", async () => {
  const { client, service } = await connected();
  service.onFrame = ({ header, body }) => service.send(header, body);
  const back: [unknown, number, number][] = [];
  client.onFrame = ({ header, body }) => back.push([header, body.length, body.at(-1) ?? -1]);
  const sizes = [0, 1, 8, 300_000, 5, 8 << 20, 0, 70_000, 3 << 20];
  for (const [at, size] of sizes.entries()) client.send({ at }, new Uint8Array(size).fill(at));
  expect(client.queuedBytes).toBeGreaterThan(8 << 20);
  await until(() => back.length === sizes.length);
  expect(back).toEqual(sizes.map((size, at) => [{ at }, size, size === 0 ? -1 : at]));
  expect([client.queuedBytes, service.queuedBytes]).toEqual([0, 0]);
});

test("a stream of frames survives any cut", async () => {
  const frame = fc.record({ header: fc.jsonValue(), body: fc.uint8Array({ maxLength: 50 }) });
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 5 }), cuts, async (frames, sizes) => {
      const got: [unknown, number[]][] = [];
      reception.onTaken = (connection) => {
        connection.onFrame = ({ header, body }) => got.push([header, [...body]]);
      };
      const bytes = Buffer.concat([HELLO, ...frames.map(({ header, body }) => encodeFrame(header, body))]);
      const socket = await Bun.connect({ unix: listener.path, socket: { data() {} } });
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        socket.write(bytes.subarray(at, at + size));
        at += size;
        // Lets the service read this piece by itself.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => got.length === frames.length);
      socket.end();
      expect(got).toEqual(frames.map(({ header, body }) => [JSON.parse(JSON.stringify(header)), [...body]]));
    }),
    { numRuns: 50 },
  );
});

test("what comes before anybody listens is kept, and the end is told behind it", async () => {
  const { client, service } = await connected();
  service.send({ event: 1 });
  service.send({ event: 2 });
  await service.drained(1000);
  service.close();
  await until(() => listener.connections === 0);
  await Bun.sleep(5);
  const told: unknown[] = [];
  client.onClose = (why) => told.push(why);
  client.onFrame = ({ header }) => told.push(header);
  await until(() => told.length === 3);
  expect(told).toEqual([{ event: 1 }, { event: 2 }, "the other side closed it"]);
});

test("the end is told once, and not of one's own close", async () => {
  const { client, service } = await connected();
  const told: string[] = [];
  client.onFrame = () => {};
  client.onClose = () => told.push("client");
  service.onClose = () => told.push("service");
  client.close();
  client.close();
  client.send({ op: "late" });
  await until(() => told.length > 0 && listener.connections === 0);
  await Bun.sleep(5);
  expect(told).toEqual(["service"]);
});

test("a peer that does not read is let go once too much waits for it, and what waited is freed", async () => {
  const { socket, service } = await mute();
  const ends: string[] = [];
  service.onClose = (why) => ends.push(why);
  const body = new Uint8Array(4 << 20);
  for (let sent = 0; sent < 15; sent++) service.send({ sent }, body);
  expect(ends).toEqual([]);
  expect(service.queuedBytes).toBeGreaterThan(50 << 20);
  for (let sent = 0; sent < 3; sent++) service.send({ sent }, body);
  expect(service.queuedBytes).toBe(0);
  expect(ends).toEqual([expect.stringContaining("does not read")]);
  await until(() => listener.connections === 0);
  socket.end();
});

describe("waiting until all was taken", () => {
  test("ends with the last byte", async () => {
    const { client, service } = await connected();
    client.onFrame = () => {};
    service.send({ event: "large" }, new Uint8Array(4 << 20));
    expect(service.queuedBytes).toBeGreaterThan(0);
    await Promise.all([service.drained(60_000), service.drained(60_000)]);
    expect(service.queuedBytes).toBe(0);
  });

  test("ends at its limit", async () => {
    const { socket, service } = await mute();
    service.send({ event: "large" }, new Uint8Array(4 << 20));
    await service.drained(5);
    expect(service.queuedBytes).toBeGreaterThan(0);
    socket.end();
  });

  test("ends with the connection", async () => {
    const { socket, service } = await mute();
    service.send({ event: "large" }, new Uint8Array(4 << 20));
    const drained = service.drained(60_000);
    socket.terminate();
    await drained;
    expect(service.queuedBytes).toBe(0);
  });
});

describe("messages of a schema", () => {
  const Schema = z.strictObject({ op: z.literal("add"), n: z.number() });

  test("come typed, with their bodies", async () => {
    const { client, service } = await connected();
    const got: number[] = [];
    service.receive(Schema, ({ n }, body) => got.push(n, ...body));
    client.send({ op: "add", n: 1 }, new Uint8Array([7]));
    client.send({ op: "add", n: 2 });
    await until(() => got.length === 3);
    expect(got).toEqual([1, 7, 2]);
  });

  test.each<[string, Uint8Array]>([
    ["another message", encodeFrame({ op: "take", n: 1 })],
    ["a field too many", encodeFrame({ op: "add", n: 1, ["x".repeat(100_000)]: 1 })],
    ["a length beyond the limit", new Uint8Array(8).fill(0x7f)],
    ["no JSON", new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0x7b])],
  ])("%s is malformed: counted once, nothing behind it is heard, the connection ends", async (_, said) => {
    const got: number[] = [];
    const ends: string[] = [];
    reception.onTaken = (connection) => {
      connection.receive(Schema, ({ n }) => got.push(n));
      connection.onClose = (why) => ends.push(why);
    };
    const good = (n: number) => encodeFrame({ op: "add", n });
    const socket = await Bun.connect({ unix: listener.path, socket: { data() {} } });
    socket.write(Buffer.concat([HELLO, good(1), said, good(2), said]));
    await until(() => listener.connections === 0 && ends.length > 0);
    expect(got).toEqual([1]);
    expect(reception.malformed).toHaveLength(1);
    expect(reception.malformed[0]?.length).toBeLessThan(250);
    expect(ends).toEqual(reception.malformed);
  });

  test("the owner may find more that must not be said", async () => {
    const { client, service } = await connected();
    const ends: string[] = [];
    client.onClose = (why) => ends.push(why);
    service.onFrame = () => service.malformed("not in this role");
    client.send({ op: "end" });
    await until(() => ends.length > 0);
    expect(reception.malformed).toEqual(["not in this role"]);
  });
});

test("10,000 malformed frames of one connection are one, which ends it", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = await Bun.connect({ unix: listener.path, socket: { data() {}, close: () => resolve() } });
  const lie = encodeFrame({ op: "status" });
  for (let at = 0; at < 10_000; at++) socket.write(lie);
  await promise;
  await until(() => listener.connections === 0);
  expect(reception.malformed).toHaveLength(1);
});

test("10,000 malformed frames, on connections of their own and behind a hello, leave memory and descriptors flat", async () => {
  const lies = [
    new Uint8Array(8).fill(0xff),
    encodeFrame({ op: "status" }),
    new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b]),
    Buffer.concat([HELLO, encodeFrame({ op: "end", more: "x".repeat(10_000) })]),
    Buffer.concat([HELLO, new Uint8Array(8).fill(0xff), new Uint8Array(50_000)]),
  ];
  reception.onTaken = (connection) => connection.receive(z.strictObject({ op: z.literal("end") }), () => {});
  const lie = async (times: number) => {
    for (let at = 0; at < times; at++) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const socket = await Bun.connect({
        unix: listener.path,
        socket: { data() {}, close: () => resolve() },
      });
      socket.write(lies[at % lies.length] ?? HELLO);
      await promise;
    }
  };
  const kept = () => {
    reception.clients.length = 0;
    Bun.gc(true);
    return { bytes: process.memoryUsage().rss, descriptors: readdirSync("/dev/fd").length };
  };
  await lie(2000);
  const before = kept();
  await lie(10_000);
  const after = kept();
  expect(reception.malformed).toHaveLength(12_000);
  expect(listener.connections).toBe(0);
  // All that was sent since would be 120 MB.
  expect(after.bytes - before.bytes).toBeLessThan(64 << 20);
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
  const { client } = await connected();
  client.close();
}, 60_000);
