import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOf, string } from "../../scripts/testing/gguf_fields.ts";
import { chatModel } from "./chat_model.ts";

const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");
const home = mkdtempSync(join(tmpdir(), "verify-"));
const models = join(home, "cache", "stream-tts-bun", "models");
afterAll(() => rmSync(home, { recursive: true }));

/** Runs `models verify` with a home of its own. */
function verify(...words: string[]) {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, "cache") };
  const run = Bun.spawnSync([process.execPath, MAIN, "models", "verify", ...words], { env, cwd: home });
  return { code: run.exitCode, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
}

beforeAll(() => {
  mkdirSync(models, { recursive: true });
  writeFileSync(join(models, "good.gguf"), fileOf(chatModel()));
});

describe("models verify", () => {
  test("a model by its name and by its path", () => {
    for (const word of ["good", join(models, "good.gguf")]) {
      const { code, stdout, stderr } = verify(word);
      expect(stdout).toContain(`${join(models, "good.gguf")}: whole\n`);
      expect(stdout).toMatch(/sha256: {2}[0-9a-f]{64}, which is not in the catalog\n/);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    }
  });

  test("one bad model among good ones fails, and the others are told all the same", () => {
    writeFileSync(join(home, "bad.gguf"), fileOf(chatModel()).subarray(0, 300));
    writeFileSync(
      join(home, "bert.gguf"),
      fileOf(chatModel({ architecture: string("general.architecture", "bert") })),
    );
    const { code, stdout, stderr } = verify("--no-hash", "./bad.gguf", "./bert.gguf", "good");
    expect(code).toBe(1);
    expect(stdout).toContain("good.gguf: whole");
    expect(stdout).not.toContain("sha256");
    expect(stderr).toContain("./bad.gguf is incomplete (MODEL_TRUNCATED)");
    expect(stderr).toContain("./bert.gguf cannot translate (MODEL_UNSUITABLE)");
    expect(stderr.match(/^ {2}why: .+\n {2}fix: .+$/gm)?.length).toBe(2);
  });

  test("--json is one object a line, errors too", () => {
    const { code, stdout } = verify("--json", "good", "missing");
    expect(code).toBe(1);
    const [good, missing] = stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(good).toMatchObject({ architecture: "qwen2", quantisation: "Q4_K", vocabulary: 3, matches: null });
    expect(missing).toMatchObject({ model: "missing", error: { code: "MODEL_MISSING" } });
  });

  test("without a word: every model that is found, or an error when there is none", () => {
    writeFileSync(join(models, "second.gguf"), fileOf(chatModel()));
    expect(verify("--no-hash").stdout.match(/: whole$/gm)?.length).toBe(2);
    rmSync(models, { recursive: true });
    const { code, stderr } = verify();
    expect(code).toBe(1);
    expect(stderr).toContain("(MODEL_MISSING)");
  });

  test("an unknown flag is wrong usage", () => {
    expect(verify("--fast").code).toBe(2);
  });
});
