import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enforceOffline } from "../../src/offline/enforce.ts";

/** What a process that is to stay offline can still reach: a server of ours, in every way that Bun and libc know. */
const LIMIT_MS = 30_000;
const AF_UNIX = 1;
const AF_INET = 2;

let folder = "";
let tcp: Bun.Server<undefined>;
let unix: Bun.Server<undefined>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-offline-"));
  tcp = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("reached") });
  unix = Bun.serve({ unix: join(folder, "socket"), fetch: () => new Response("reached") });
});
afterAll(async () => {
  await Promise.all([tcp.stop(true), unix.stop(true)]);
  rmSync(folder, { recursive: true });
});

async function probe(mode: "free" | "offline", env: Record<string, string> = {}) {
  const script = join(import.meta.dir, "probe.ts");
  const child = Bun.spawn([process.execPath, script, mode, String(tcp.port), join(folder, "socket")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
    timeout: LIMIT_MS,
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, stderr, found: stdout === "" ? null : JSON.parse(stdout) };
}

test("without the filter, everything is reached", async () => {
  const { code, found } = await probe("free");
  expect(code).toBe(0);
  const { families, ...ways } = found;
  expect(new Set(Object.values(ways))).toEqual(new Set(["reached"]));
  expect(families).toEqual(expect.arrayContaining([AF_UNIX, AF_INET]));
});

test("with it nothing is, but Unix sockets: not from another thread, nor from a child", async () => {
  const { code, found, stderr } = await probe("offline");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(found).toEqual({
    ...{ fetch: "EACCES", connect: "EACCES", udp: "EACCES", listen: "EACCES" },
    ...{ thread: "EACCES", child: "refused", unix: "reached", families: [AF_UNIX] },
  });
});

test("a socket that was open before, such as a debugger's, is not overlooked", async () => {
  const { code, found, stderr } = await probe("offline", { BUN_INSPECT: "ws://127.0.0.1:0/debugger" });
  expect({ code, found }).toEqual({ code: 1, found: null });
  expect(stderr).toContain("(OFFLINE_UNENFORCEABLE)");
  expect(stderr).toMatch(/why: descriptor \d+ has been a network socket/);
  expect(stderr).toMatch(/fix: .*BUN_INSPECT/);
});

describe("where it cannot be had, it is refused and not promised", () => {
  test.each([
    ["platform", "openbsd"],
    ["arch", "riscv64"],
  ])("%s %s", (property, value) => {
    const own = Object.getOwnPropertyDescriptor(process, property);
    Object.defineProperty(process, property, { value, configurable: true });
    try {
      expect(() => enforceOffline()).toThrow(
        expect.objectContaining({ code: "OFFLINE_UNENFORCEABLE", why: expect.stringContaining(value) }),
      );
    } finally {
      if (own !== undefined) Object.defineProperty(process, property, own);
    }
  });
});
