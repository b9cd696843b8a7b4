import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { locateModel } from "../../src/models/locate.ts";
import { OldCache, OUTSIDER, PULLED, programOfVersion } from "../leftovers/old_cache.ts";
import { assistant, LIMIT_MS, Program, SMALL_MODEL, translations } from "./program.ts";

/** The program in a home where earlier versions have worked. */
setDefaultTimeout(LIMIT_MS);

const Report = z.object({
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      details: z.array(z.object({ what: z.string(), fix: z.string() })).optional(),
    }),
  ),
});

/** What another version has measured, in a form that this one does not know. */
const LATER_SPEED = { decode: 31, prefill: 120 };

let old: OldCache;
let kept: Map<string, string>;
let left: string[];
let before: string;
let settings: string;
let unit: string;
let former: string;

beforeAll(() => {
  old = new OldCache();
  old.addRuntimes();
  const states = old.addStates();
  const downloads = old.addDownloads();
  former = programOfVersion(join(old.home, ".local", "bin", "stream-tts-bun"), "0.0.9");
  settings = old.addHooks(former);
  unit = old.addUnit(former, "--model", "my model.gguf");
  symlinkSync(locateModel(SMALL_MODEL).path, join(old.cache, "models", `${SMALL_MODEL}.gguf`));
  before = old.write("speeds.json", JSON.stringify({ "later.gguf": LATER_SPEED }));
  left = [...states.left, ...downloads.left, old.addServiceFolder()];
  kept = new Map([...states.kept, ...downloads.kept, settings, unit].map((path) => [path, digestOf(path)]));
});
afterAll(() => old[Symbol.dispose]());

const digestOf = (path: string) => new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");

/** That all is as it was that a user has made or fetched, that is in use, or that a later version has written. */
function expectKept(): void {
  for (const [path, digest] of kept) expect({ path, digest: digestOf(path) }).toEqual({ path, digest });
  expect(JSON.parse(readFileSync(before, "utf8"))).toMatchObject({ "later.gguf": LATER_SPEED });
}

async function leftovers() {
  using program = new Program();
  const { stdout } = await program.run(["doctor", "--json", "--model", "/none.gguf"], "", old.environment);
  const found = Report.parse(JSON.parse(stdout)).checks.find(({ name }) => name === "leftovers");
  return { state: found?.state, details: found?.details ?? [] };
}

async function clean(...flags: string[]) {
  using program = new Program();
  const { code, stderr } = await program.run(["doctor", "--clean", ...flags], "", old.environment);
  return { code, stderr };
}

test("speaks, and nothing is lost", async () => {
  using program = new Program();
  const args = ["--model", SMALL_MODEL, "--output", program.wav];
  const { code, stderr } = await program.run(args, assistant("The cache was empty today."), old.environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(translations(program).join("")).toMatch(/\p{Script=Hiragana}/u);
  expect(program.samples().length).toBeGreaterThan(10_000);
  expect(program.events("ready")).toMatchObject([{ prefix_restored: false }]);
  // The libraries of the former version make room, as no process uses them.
  expect(existsSync(join(old.cache, "runtime", "0123456789abcdef"))).toBe(false);
  expectKept();
});

test("doctor tells of every leftover with what to do, and changes nothing", async () => {
  const { state, details } = await leftovers();
  expect(state).toBe("warning");
  const told = details.map(({ what, fix }) => `${what} → ${fix}`);
  for (const words of [
    ["libraries and voices that no process uses", "fedcba9876543210", "doctor --clean"],
    [`an unfinished download of ${PULLED}`, `models pull ${PULLED} goes on with it`],
    [`an unfinished download of ${OUTSIDER}`, "rm -f "],
    [`${PULLED}.gguf.part-AbC123`, "doctor --clean"],
    ["other-trimmed.gguf.11111111", "doctor --clean"],
    ["4 saved states", "doctor --clean"],
    ["the folder of an earlier version's service", "doctor --clean"],
    [`the hooks in ${settings}: ${former} is to be run, version 0.0.9`, `${EXECUTABLE} hook install`],
    [
      `${unit}: ${former} is to be run, version 0.0.9`,
      `${EXECUTABLE} serve --install --model 'my model.gguf'`,
    ],
  ])
    expect(told.filter((line) => words.every((word) => line.includes(word)))).toHaveLength(1);
  expect(told).toHaveLength(9);
  expect(left.filter(existsSync)).toEqual(left);
  expectKept();
});

test("doctor --clean asks, removes exactly what it has told, and leaves the rest to the user", async () => {
  expect(await clean()).toEqual({ code: 2, stderr: expect.stringContaining("--clean --yes") });
  expect(left.filter(existsSync)).toEqual(left);
  const { code, stderr } = await clean("--yes");
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("removed 5") });
  expect(left.filter(existsSync)).toEqual([]);
  expectKept();
  expect((await leftovers()).details.map(({ what }) => what.split(" ", 3).join(" ")).toSorted()).toEqual([
    `${unit}: ${former} is`,
    "an unfinished download",
    "an unfinished download",
    "the hooks in",
  ]);
  expect(await clean("--yes")).toEqual({ code: 0, stderr: expect.stringContaining("nothing is left over") });
});

test("hook install has the hooks run the new program", async () => {
  const install = Bun.spawn([EXECUTABLE, "hook", "install", "--yes"], {
    stdio: ["ignore", "ignore", "ignore"],
    env: { ...process.env, ...old.environment },
    timeout: LIMIT_MS,
  });
  expect(await install.exited).toBe(0);
  expect(readFileSync(settings, "utf8")).not.toContain(former);
  const { details } = await leftovers();
  expect(details.filter(({ what }) => what.includes("hooks"))).toEqual([]);
});
