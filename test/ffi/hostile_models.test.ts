import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { z } from "zod";
import { catalog } from "../../src/models/catalog.ts";
import { installedModels } from "../../src/models/installed.ts";
import { verifyModel } from "../../src/models/verify.ts";

/** Ends a hang; nothing is judged by it. */
setDefaultTimeout(240_000);

const SCRIPT = join(import.meta.dir, "..", "..", "scripts", "hostile_models.ts");
const FILES = 200;
const LOADED = 20;

const Result = z.object({
  refused: z.record(z.string(), z.number()),
  passed: z.number(),
  ready: z.number(),
  refusedByLibrary: z.number(),
  aborted: z.number(),
  faults: z.array(z.string()),
});

// In a process of its own, so that a crash is seen as one. scripts/hostile_models.sh does the same with 2,000 files.
test("damaged models end in clear errors, from us or from libllama, and never in a crash or a hang", async () => {
  const run = Bun.spawn([process.execPath, SCRIPT, `${FILES}`, `${LOADED}`], { stderr: "ignore" });
  const result = Result.parse(JSON.parse(await new Response(run.stdout).text()));
  expect(result.faults).toEqual([]);
  const refused = Object.values(result.refused).reduce((sum, count) => sum + count, 0);
  expect(refused + result.passed).toBe(FILES);
  // What is made is worth something only if there is enough of both kinds.
  expect(Object.keys(result.refused)).toEqual(expect.arrayContaining(["MODEL_DAMAGED", "MODEL_TRUNCATED"]));
  expect(result.passed).toBeGreaterThan(LOADED);
  expect(result.ready + result.refusedByLibrary + result.aborted).toBe(LOADED);
  expect(result.ready).toBeGreaterThan(0);
  expect(result.refusedByLibrary).toBeGreaterThan(0);
  expect(await run.exited).toBe(0);
});

test("the real models pass", async () => {
  const known = new Map(catalog().map((model) => [model.name, model.profile]));
  const real = installedModels().filter(({ name }) => known.has(name));
  expect(real.length).toBeGreaterThan(0);
  for (const { name, path } of real) {
    const signal = new AbortController().signal;
    const model = await verifyModel(path, { hash: false, signal, onProgress: () => {} });
    expect<string | undefined>(model.profile).toBe(known.get(name));
  }
});
