import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectService } from "../../src/service/connect.ts";
import { ensureServiceFolder } from "../../src/service/folder.ts";
import { Listener } from "../../src/service/listener.ts";
import { isServiceLocked } from "../../src/service/service_lock.ts";
import { NotedReception, ownPlaces } from "./reception.ts";

let places: ReturnType<typeof ownPlaces>;
let folder: string;
beforeEach(() => {
  places = ownPlaces();
  folder = join(places.root, "stream-tts-bun-service");
});
afterEach(() => places[Symbol.dispose]());

/** A service in a process of its own, with a child that outlives it. */
const SERVICE = `
import { Listener } from ${JSON.stringify(join(import.meta.dir, "../../src/service/listener.ts"))};
import { NotedReception } from ${JSON.stringify(join(import.meta.dir, "reception.ts"))};
Listener.open(process.argv[1], new NotedReception());
const child = Bun.spawn(["sleep", "30"], { stdio: ["ignore", "ignore", "ignore"], detached: true });
process.stdout.write(String(child.pid));
`;

async function started() {
  const service = Bun.spawn([process.execPath, "-e", SERVICE, folder], { stdin: "ignore", stdout: "pipe" });
  const { value } = await service.stdout.getReader().read();
  return { service, child: Number(new TextDecoder().decode(value)) };
}

test("there is one service in a folder, and the second is told which", async () => {
  const { service, child } = await started();
  const descriptors = readdirSync("/dev/fd").length;
  try {
    expect(() => Listener.open(folder, new NotedReception())).toThrow(
      expect.objectContaining({
        ...{ code: "SERVICE_RUNNING", why: expect.stringContaining(`process ${service.pid} holds`) },
      }),
    );
    expect(readdirSync("/dev/fd")).toHaveLength(descriptors);
    const connected = await connectService("control", { sounds: false });
    expect(connected?.hello.pid).toBe(service.pid);
    connected?.connection.close();
  } finally {
    process.kill(child, "SIGKILL");
    service.kill("SIGKILL");
    await service.exited;
  }
});

test("a service that was killed leaves a socket that nobody is at and no lock, though a child of it lives on", async () => {
  for (let round = 0; round < 3; round++) {
    const { service, child } = await started();
    try {
      service.kill("SIGKILL");
      await service.exited;
      expect(existsSync(join(folder, "socket"))).toBe(true);
      expect(isServiceLocked(folder)).toBe(false);
      expect(await connectService("control", { sounds: false })).toBeNull();
      using _ = Listener.open(folder, new NotedReception());
      const connected = await connectService("control", { sounds: false });
      expect(connected?.hello.pid).toBe(process.pid);
      connected?.connection.close();
    } finally {
      process.kill(child, "SIGKILL");
    }
  }
});

test("the socket is ours alone whatever the umask, which is as before afterwards", () => {
  const umask = process.umask(0o002);
  try {
    const listener = Listener.open(folder, new NotedReception());
    expect(lstatSync(listener.path).mode & 0o777).toBe(0o700);
    expect(lstatSync(join(folder, "lock")).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(0o002);
    listener.close();
  } finally {
    process.umask(umask);
  }
});

test("a service that ends takes its socket along and leaves the lock file, unlocked", () => {
  for (let round = 0; round < 2; round++) {
    const listener = Listener.open(folder, new NotedReception());
    expect(readFileSync(join(folder, "lock"), "utf8")).toBe(`${process.pid}\n`);
    expect(isServiceLocked(folder)).toBe(true);
    listener.close();
    listener.close();
    expect(existsSync(listener.path)).toBe(false);
    expect(existsSync(join(folder, "lock"))).toBe(true);
    expect(isServiceLocked(folder)).toBe(false);
  }
});

test("a file at the socket's path is replaced, a folder is told, and then nobody holds the lock", () => {
  ensureServiceFolder(folder);
  writeFileSync(join(folder, "socket"), "");
  Listener.open(folder, new NotedReception()).close();
  mkdirSync(join(folder, "socket"));
  expect(() => Listener.open(folder, new NotedReception())).toThrow(
    expect.objectContaining({ code: "SERVICE_FOLDER", fix: expect.stringContaining("/socket") }),
  );
  expect(isServiceLocked(folder)).toBe(false);
});

test("a service that lives but has too many at its door is tried again until the limit", async () => {
  const busy = Bun.spawn(
    [
      process.execPath,
      "-e",
      `${SERVICE.replace("process.stdout", "process.stdout.write(String(child.pid)); Bun.sleepSync(60_000); process.stdout")}`,
      folder,
    ],
    { stdin: "ignore", stdout: "pipe" },
  );
  const { value } = await busy.stdout.getReader().read();
  try {
    const waiting = Array.from({ length: 700 }, () =>
      Bun.connect({ unix: join(folder, "socket"), socket: { data() {} } }).catch(() => null),
    );
    const door = await Promise.all(waiting);
    expect(door).toContain(null);
    await expect(connectService("hook", { sounds: false, limitMs: 50 })).rejects.toMatchObject({
      code: "SERVICE_SILENT",
    });
    for (const socket of door) socket?.terminate();
  } finally {
    busy.kill("SIGKILL");
    process.kill(Number(new TextDecoder().decode(value)), "SIGKILL");
  }
});
