import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { LIMIT_MS, Program, SMALL_MODEL } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const Report = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), state: z.string(), what: z.string(), fix: z.string() })),
});

let empty: string;
beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterAll(() => rmSync(empty, { recursive: true }));

/** What the doctor finds, by the name of the check. */
async function examine(args: string[], env: Record<string, string> = {}) {
  using program = new Program();
  const { code, stdout, stderr } = await program.run(["doctor", "--json", ...args], "", env);
  const report = Report.parse(JSON.parse(stdout));
  expect(stderr).toBe("");
  expect(code).toBe(report.ok ? 0 : 1);
  return new Map(report.checks.map((check) => [check.name, check]));
}

describe("doctor", () => {
  test("tries the real parts and tells what they do", async () => {
    const found = await examine(["--model", SMALL_MODEL]);
    for (const name of ["program", "parts", "compute", "voice"])
      expect({ name, state: found.get(name)?.state }).toEqual({ name, state: "ok" });
    expect(found.get("compute")?.what).toContain("CPU");
    expect(found.get("compute")?.what).toMatch(/\bAVX/);
    expect(found.get("model")?.what).toMatch(/tokens\/s: .*\p{Script=Hiragana}/u);
    expect(found.get("voice")?.what).toContain("mei, 48000 Hz");
  });

  test("says what to do about what is missing", async () => {
    // The parts are extracted into the empty cache, where there is no model either.
    const nowhere = {
      ...{ HOME: empty, XDG_CACHE_HOME: empty, XDG_CONFIG_HOME: empty, XDG_RUNTIME_DIR: empty },
      ...{ HF_HOME: empty, PULSE_SERVER: "/nonexistent" },
    };
    const found = await examine(["--device", "no such device"], nowhere);
    expect(found.get("parts")?.state).toBe("ok");
    // A service need not run.
    expect(found.get("service")).toMatchObject({ state: "ok", what: expect.stringContaining("--spawn") });
    expect(found.get("model")?.state).toBe("failed");
    expect(found.get("model")?.fix).toMatch(/stream-tts-bun models pull [\w.-]+/);
    expect(found.get("sound")?.state).toBe("failed");
    expect(found.get("sound")?.fix).not.toBe("");
  });

  test("an unknown voice is told with those that there are, and a file that is no model with what it is", async () => {
    const found = await examine(["--voice", "nobody", "--model", "/proc/self/exe"]);
    expect(found.get("voice")?.what).toContain("mei");
    expect(found.get("model")?.what).toContain("GGUF");
  });
});

describe("models list", () => {
  test("marks what is here and what is spoken with", async () => {
    using program = new Program();
    const { code, stdout } = await program.run(["models", "list", "--json"], "");
    expect(code).toBe(0);
    const models = z
      .array(z.object({ name: z.string(), path: z.string().nullable(), is_default: z.boolean() }))
      .parse(JSON.parse(stdout));
    expect(models.find(({ name }) => name === SMALL_MODEL)?.path).toEndWith(`${SMALL_MODEL}.gguf`);
    expect(models.filter(({ is_default }) => is_default)).toHaveLength(1);
  });
});
