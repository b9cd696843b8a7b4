import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOf, number, string, u32, uint32 } from "../../scripts/testing/gguf_fields.ts";
import { catalog, firstFile } from "../../src/models/catalog.ts";
import { type Verification, verifyModel } from "../../src/models/verify.ts";
import { chatModel } from "./chat_model.ts";

const folder = mkdtempSync(join(tmpdir(), "verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, "model.gguf");
const sha256 = (of: string) => createHash("sha256").update(readFileSync(of)).digest("hex");

const verify = (of: string, options: Partial<Verification> = {}) =>
  verifyModel(of, { hash: true, signal: new AbortController().signal, onProgress: () => {}, ...options });

/** What src/fetch/verified.ts keeps beside a file that it has proven. */
const pin = (of: string, hash: string) =>
  writeFileSync(`${of}.verified`, JSON.stringify({ sha256: hash, bytes: 1, modified_ms: 1 }));

beforeAll(() => writeFileSync(path, fileOf(chatModel())));

describe("what is told of a model", () => {
  test("all of it, from the header", async () => {
    expect(await verify(path, { hash: false })).toEqual({
      ...{ path, bytes: readFileSync(path).length, sha256: null, matches: null },
      ...{ name: "A small model", architecture: "qwen2", parameters: 516, quantisation: "Q4_K" },
      ...{ vocabulary: 3, context: 4096, profile: "qwen2", parts: [] },
    });
  });

  test("the mixture that it names, and what it does not say", async () => {
    const other = join(folder, "other.gguf");
    const changes = { mixture: uint32("general.file_type", 15), context: null, name: null };
    writeFileSync(other, fileOf(chatModel(changes)));
    expect(await verify(other)).toMatchObject({ quantisation: "Q4_K_M", context: null, name: null });
  });
});

describe("the sha256", () => {
  test("is reckoned over the whole file, with progress to the last byte", async () => {
    const told: number[] = [];
    const { sha256: found, bytes } = await verify(path, {
      onProgress: (done, total) => told.push(done, total),
    });
    expect(found).toBe(sha256(path));
    expect(told.slice(-2)).toEqual([bytes, bytes]);
  });

  test("of a file that nobody knows proves nothing", async () => {
    expect((await verify(path)).matches).toBeNull();
  });

  test("must be the one that is wanted", async () => {
    expect((await verify(path, { sha256: sha256(path) })).matches).toBe("pinned");
    await expect(verify(path, { sha256: "0".repeat(64) })).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  });

  test("must be the one that the file had when it was pulled", async () => {
    const pulled = join(folder, "pulled.gguf");
    writeFileSync(pulled, fileOf(chatModel()));
    pin(pulled, sha256(pulled));
    expect((await verify(pulled)).matches).toBe("pinned");
    const changed = readFileSync(pulled);
    changed[changed.length - 20] = 1;
    writeFileSync(pulled, changed);
    await expect(verify(pulled)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
    expect((await verify(pulled, { hash: false })).matches).toBeNull();
  });

  test("of a file with a catalog's name and size must be the catalog's", async () => {
    const known = catalog()
      .map(firstFile)
      .filter(({ bytes, sha256 }) => bytes !== undefined && sha256 !== undefined);
    const [smallest] = known.toSorted((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0));
    if (smallest === undefined) throw new Error("the catalog knows no sha256");
    const { file, bytes = 0 } = smallest;
    const copy = join(folder, file);
    writeFileSync(copy, fileOf(chatModel()));
    expect((await verify(copy)).matches).toBeNull();
    truncateSync(copy, bytes);
    await expect(verify(copy)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  });
});

test("hashing stops when it is told to", async () => {
  const stop = new AbortController();
  stop.abort(new Error("stopped"));
  await expect(verify(path, { signal: stop.signal })).rejects.toThrow();
  await expect(verify(path, { signal: stop.signal, hash: false })).resolves.toBeDefined();
});

test("all parts of a split GGUF are proven", async () => {
  const part = (n: number) => ({
    no: number("split.no", 2, u32(n).subarray(0, 2)),
    count: number("split.count", 2, u32(2).subarray(0, 2)),
  });
  const [first, second] = [1, 2].map((n) => join(folder, `big-0000${n}-of-00002.gguf`)) as [string, string];
  writeFileSync(first, fileOf(chatModel(part(0))));
  writeFileSync(second, fileOf(chatModel({ ...part(1), name: string("general.name", "second") })));
  const model = await verify(first);
  expect(model).toMatchObject({ path: first, sha256: sha256(first), parameters: 1032 });
  expect(model.parts).toEqual([
    { path: second, bytes: readFileSync(second).length, sha256: sha256(second), matches: null },
  ]);
  pin(second, "0".repeat(64));
  await expect(verify(first)).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
    what: expect.stringContaining(second),
  });
});
