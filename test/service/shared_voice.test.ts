import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { z } from "zod";
import { isRunning } from "../../scripts/testing/resident.ts";

/** Ends a hang; nothing is judged by it. */
setDefaultTimeout(60_000);

const SCRIPT = join(import.meta.dir, "share_voice.ts");
const CLAUSES = 12;

const Result = z.object({
  texts: z.array(z.string()),
  lost: z.array(z.string()),
  killed: z.array(z.number()),
  left: z.array(z.number()),
});

test("a shared voice that is killed in the middle of clauses: each client hears every character once", async () => {
  const run = Bun.spawn([process.execPath, SCRIPT, `${CLAUSES}`, "SIGKILL", "SIGSEGV"]);
  const { texts, lost, killed, left } = Result.parse(JSON.parse(await new Response(run.stdout).text()));
  expect(await run.exited).toBe(0);
  const spoken = (name: string) =>
    Array.from({ length: CLAUSES }, (_, clause) => `${name}の${clause}番目の文です。`).join("");
  expect(texts).toEqual([spoken("甲"), spoken("乙")]);
  expect(new Set(killed).size).toBe(2);
  expect(lost.length).toBeGreaterThan(0);
  expect(new Set(lost)).toEqual(new Set(["WORKER_DIED"]));
  expect(left.length).toBe(1);
  // Their parent has ended; the time limit is that of the test.
  while ([...killed, ...left].some(isRunning)) await Bun.sleep(5);
});
