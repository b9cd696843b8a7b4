import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { locateModel } from "../../src/models/locate.ts";
import { LIMIT_MS, Program, SMALL_MODEL } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const Listed = z.array(z.object({ name: z.string(), is_default: z.boolean() }));

const folder = mkdtempSync(join(tmpdir(), "models-"));
const file = (name: string) => join(folder, name);

/** Overwrites the uint32 value of a key in a GGUF's metadata. */
function setUint32(path: string, key: string, value: number): void {
  const descriptor = openSync(path, "r+");
  const head = Buffer.alloc(1 << 16);
  readSync(descriptor, head, 0, head.length, 0);
  const typeBytes = 4;
  const at = head.indexOf(key) + key.length + typeBytes;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  writeSync(descriptor, bytes, 0, bytes.length, at);
}

beforeAll(() => {
  const { path } = locateModel(SMALL_MODEL);
  copyFileSync(path, file("truncated.gguf"));
  truncateSync(file("truncated.gguf"), 300_000_000);
  writeFileSync(file("text.gguf"), "This is a README that somebody renamed.\n".repeat(100));
  // libllama answers this one with an assertion, that is with abort().
  copyFileSync(path, file("aborts.gguf"));
  setUint32(file("aborts.gguf"), "qwen2.block_count", 0);
  // And this one with a refusal: the tensors of block 24 are not there.
  copyFileSync(path, file("refused.gguf"));
  setUint32(file("refused.gguf"), "qwen2.block_count", 25);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a trimmed copy is what is translated with, until it is deleted", async () => {
  const cache = mkdtempSync(join(tmpdir(), "trimmed-"));
  try {
    const models = join(cache, "stream-tts-bun", "models");
    mkdirSync(models, { recursive: true });
    symlinkSync(locateModel(SMALL_MODEL).path, join(models, `${SMALL_MODEL}.gguf`));
    const env = { XDG_CACHE_HOME: cache, HOME: cache, HF_HOME: cache };
    const trimmed = `${SMALL_MODEL}-trimmed`;
    using program = new Program();
    const trim = await program.run(["models", "trim", SMALL_MODEL], "", env);
    expect({ code: trim.code, stdout: trim.stdout }).toEqual({ code: 0, stdout: "" });
    expect(trim.stderr).toContain("delete it to go back");
    const spokenWith = async () => {
      using list = new Program();
      const { stdout } = await list.run(["models", "list", "--json"], "", env);
      return Listed.parse(JSON.parse(stdout)).find(({ is_default }) => is_default)?.name;
    };
    expect(await spokenWith()).toBe(trimmed);
    rmSync(join(models, `${trimmed}.gguf`));
    expect(await spokenWith()).toBe(SMALL_MODEL);
  } finally {
    rmSync(cache, { recursive: true });
  }
});

describe("a model that cannot be used ends with one clear error", () => {
  const cases: [string, string, string, string][] = [
    ["missing.gguf", "MODEL_MISSING", "does not exist", "--model"],
    ["truncated.gguf", "MODEL_TRUNCATED", "300000000 bytes", "again"],
    ["text.gguf", "MODEL_NOT_GGUF", "GGUF", "--model"],
    ["aborts.gguf", "MODEL_REFUSED", "GGML_ASSERT", "sha256"],
    ["refused.gguf", "MODEL_REFUSED", "blk.24", "sha256"],
  ];
  test.each(cases)("%s: %s", async (name, code, why, fix) => {
    using program = new Program();
    const run = await program.run(["--model", file(name), "--output", program.wav], "Hello.\n");
    expect(run.code).toBe(1);
    expect(run.stdout).toBe("");
    expect(run.stderr).toContain(`(${code})`);
    expect(run.stderr).toMatch(new RegExp(`why: .*${why}`));
    expect(run.stderr).toMatch(new RegExp(`fix: .*${fix}`));
    expect(run.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(4);
    expect([...program.workers("translator"), ...program.workers("voice")]).toEqual([]);
  });

  test("no model anywhere: the folders that were searched are named", async () => {
    using program = new Program();
    const nowhere = { HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), HF_HOME: folder };
    const { code, stderr } = await program.run(["translate"], "Hello.\n", nowhere);
    expect(code).toBe(1);
    expect(stderr).toContain("(MODEL_MISSING)");
    expect(stderr).toContain("--model PATH");
  });

  test("a name that is not in any cache is told with its name", async () => {
    using program = new Program();
    const { code, stderr } = await program.run(["translate", "--model", "no-such-model"], "Hello.\n");
    expect(code).toBe(1);
    expect(stderr).toContain("no-such-model.gguf");
  });
});
