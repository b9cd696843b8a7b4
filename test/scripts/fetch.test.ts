import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchPinned } from "../../scripts/setup/fetch.ts";
import type { Pin } from "../../scripts/setup/pins.ts";

const content = "the package";
const pin: Pin = {
  client: "npm",
  name: "a-package",
  version: "1.0.0",
  sha256: new Bun.CryptoHasher("sha256").update(content).digest("hex"),
};

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "fetch-"));
});
afterEach(() => rmSync(cache, { recursive: true }));

/** Answers each request with the next content; the last one is repeated. */
function source(...contents: string[]) {
  let asked = 0;
  const client = async (_: unknown, folder: string) => {
    const path = join(folder, "package.tgz");
    writeFileSync(path, contents[Math.min(asked, contents.length - 1)] ?? "");
    asked += 1;
    return path;
  };
  return { options: { cache, client, pauseMs: 0 }, asked: () => asked };
}

test("fetches once and takes it from the cache afterwards", async () => {
  const { options, asked } = source(content);
  const path = await fetchPinned(pin, options);
  expect(await fetchPinned(pin, options)).toBe(path);
  expect(readFileSync(path, "utf8")).toBe(content);
  expect(asked()).toBe(1);
});

test("notices a damaged cache entry and fetches it again", async () => {
  const { options, asked } = source(content);
  const path = await fetchPinned(pin, options);
  writeFileSync(path, "the pXckage");
  expect(readFileSync(await fetchPinned(pin, options), "utf8")).toBe(content);
  expect(asked()).toBe(2);
});

test("never lets a file with another hash into the cache", async () => {
  const { options, asked } = source("something else");
  await expect(fetchPinned(pin, options)).rejects.toMatchObject({
    code: "FETCH_FAILED",
    what: "a-package 1.0.0 cannot be fetched",
  });
  expect(asked()).toBe(3);
  expect(readdirSync(join(cache, "downloads"))).toEqual([]);
});

test("takes the right file when an earlier attempt brought a wrong one", async () => {
  const { options } = source("cut off in the midd", content);
  expect(readFileSync(await fetchPinned(pin, options), "utf8")).toBe(content);
});
