import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchFrom, isExactly, told } from "./downloading.ts";
import { FileServer, noise, sha256 } from "./file_server.ts";

const FILE = noise(1_000_000, 3);
const TOKEN = "hf_secret";

let folder: string;
let file: string;
let hub: FileServer;
let storage: FileServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "redirects-"));
  file = join(folder, "model.gguf");
  hub = await FileServer.listen(FILE);
  storage = await FileServer.listen(FILE);
  storage.isHub = false;
  // A storage has ETags of its own.
  storage.etag = '"41a0-64"';
});
afterEach(async () => {
  await hub[Symbol.asyncDispose]();
  await storage[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe("a redirect to a storage", () => {
  test.each([
    ["another port", () => storage.address()],
    ["another name of the same host", () => storage.address("localhost")],
  ])("on %s gets neither the token nor the hub's ETag, and sends the file", async (_, address) => {
    hub.redirect = () => `${address()}/blob?signature=1`;
    expect(await fetchFrom(hub, file, { token: TOKEN })).toEqual({ sha256: sha256(FILE), isProven: true });
    expect(isExactly(file, FILE)).toBe(true);
    expect(hub.seen.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
    expect(storage.seen.length).toBeGreaterThan(1);
    for (const { headers, range } of storage.seen) {
      expect(headers.authorization).toBeUndefined();
      expect(headers["if-range"]).toBeUndefined();
      expect(range).not.toBeNull();
    }
    expect(JSON.stringify(storage.seen)).not.toContain(TOKEN);
  });

  test("the same server under another name gets no token either", async () => {
    hub.redirect = ({ path, headers }) =>
      headers.host?.startsWith("127.") === true ? `${hub.address("localhost")}${path}` : null;
    await fetchFrom(hub, file, { token: TOKEN });
    const [own, other] = [
      hub.seen.filter(({ headers }) => headers.host?.startsWith("127.")),
      hub.seen.filter(({ headers }) => headers.host?.startsWith("localhost")),
    ];
    expect(own.map(({ headers }) => headers.authorization)).toEqual(own.map(() => `Bearer ${TOKEN}`));
    expect(other.map(({ headers }) => headers.authorization)).toEqual(other.map(() => undefined));
    expect(other.length).toBeGreaterThan(0);
  });

  test("and back from there: still no token", async () => {
    hub.redirect = ({ path }) => (path.endsWith("/again") ? null : `${storage.address()}/blob`);
    storage.redirect = () => `${hub.address()}/again`;
    await fetchFrom(hub, file, { token: TOKEN });
    const again = hub.seen.filter(({ path }) => path === "/again");
    expect(again.length).toBeGreaterThan(0);
    for (const { headers } of again) expect(headers.authorization).toBeUndefined();
  });

  test("on the own origin, by a relative address: the token stays", async () => {
    hub.redirect = ({ path }) => (path.startsWith("/new") ? null : `/new${path}`);
    await fetchFrom(hub, file, { token: TOKEN });
    expect(isExactly(file, FILE)).toBe(true);
    for (const { headers } of hub.seen) expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test("whose address has expired: the hub is asked for a new one", async () => {
    hub.redirect = () => `${storage.address()}/blob`;
    storage.fault = (_, gets) => (gets === 1 ? { status: 403 } : null);
    await fetchFrom(hub, file);
    expect(isExactly(file, FILE)).toBe(true);
    expect(told.join()).toContain("answers 403");
  });

  test("that holds another file by now: the hub's ETag tells", async () => {
    const other = noise(1_000_000, 4);
    hub.redirect = () => `${storage.address()}/blob`;
    storage.fault = (_, gets) => {
      if (gets === 2) {
        hub.replace(other);
        storage.file = other;
      }
      return null;
    };
    await fetchFrom(hub, file, { limits: { connections: 1 } });
    expect(isExactly(file, other)).toBe(true);
    expect(told.join()).toContain("beginning anew");
  });
});

describe("redirects that are not followed", () => {
  test("round and round", async () => {
    hub.isHub = false;
    hub.redirect = ({ path }) => `${path}x`;
    await expect(fetchFrom(hub, file)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      what: expect.stringContaining("round and round"),
    });
    expect(hub.seen.length).toBe(6);
  });

  test.each(["file:///etc/passwd", "ftp://127.0.0.1/x", "http://"])("to %s", async (location) => {
    hub.isHub = false;
    hub.redirect = () => location;
    await expect(fetchFrom(hub, file)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      what: expect.stringContaining("redirects to where we do not go"),
    });
  });

  test("from https to http", async () => {
    const headers = { Location: `${storage.address()}/blob` };
    const fetched = spyOn(globalThis, "fetch").mockResolvedValue(
      new Response(null, { status: 302, headers }),
    );
    try {
      const url = "https://hub.example/org/repo/resolve/main/model.gguf";
      await expect(fetchFrom(hub, file, { token: TOKEN, url })).rejects.toMatchObject({
        code: "FETCH_FAILED",
        why: expect.stringContaining("from https: to http:"),
      });
      expect(fetched).toHaveBeenCalledTimes(1);
    } finally {
      fetched.mockRestore();
    }
    expect(storage.seen).toEqual([]);
  });
});

describe("a server that cannot be reached", () => {
  test.each([
    ["a port that nobody listens on", () => "http://127.0.0.1:1/x/m.gguf", "HF_ENDPOINT", 3],
    ["a name that does not exist", () => "http://no-such-host.invalid/x/m.gguf", "HF_ENDPOINT", 3],
    [
      "no TLS where it should be",
      () => `${hub.address().replace("http", "https")}/x/m.gguf`,
      "certificates",
      1,
    ],
  ])("%s", async (_, url, fix, tries) => {
    await expect(fetchFrom(hub, file, { url: url(), limits: { attempts: 5 } })).rejects.toMatchObject({
      code: "FETCH_FAILED",
      why: expect.stringContaining(new URL(url()).host),
      fix: expect.stringContaining(fix),
    });
    expect(told.length).toBe(tries - 1);
  });
});
