import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunningService, ServicePlace } from "../../scripts/testing/running_service.ts";
import type { TraceLine } from "../../scripts/testing/trace_lines.ts";
import { within } from "../../scripts/testing/within.ts";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program, SMALL_MODEL, translations } from "./program.ts";

/** A pipe that hands its work to the resident service does what it does alone. */
setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const ROOT = join(import.meta.dir, "..", "..");
const DELTAS = "claude-partial/each-text-comes-as-deltas-then-whole-then-as-the-result.jsonl";

/** What differs from run to run: times, and what is reckoned from them. */
const ASIDE = [
  ...["t_ms", "received_ms", "first_token_ms", "first_pcm_ms", "load_ms", "start_ms", "end_ms"],
  ...["tokens", "prefill_us", "decode_us", "voice_us", "prefix_tokens", "prefix_restored"],
  ...["translated_tokens", "tokens_per_second", "p50", "p95", "idle_utterances"],
];

/** The events of each kind in their order; kinds overtake each other. */
function gist(trace: readonly TraceLine[]): Record<string, unknown[]> {
  // A run without a sentence ends as soon as it knows, be it ready or not.
  const isEmpty = trace.every(({ event }) => event !== "utterance");
  const kinds = Object.groupBy(
    isEmpty ? trace.filter(({ event }) => event !== "ready") : trace,
    ({ event }) => event,
  );
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, events = []]) => [
      kind,
      events.map((event) =>
        Object.fromEntries(Object.entries(event).filter(([name]) => !ASIDE.includes(name))),
      ),
    ]),
  );
}

/** One run of the program on a whole input, and all that came of it. */
async function outcome(place: ServicePlace, args: string[], input: string | Uint8Array) {
  using program = new Program();
  const toFile = args.includes("--output") ? [] : ["--output", program.wav];
  const { code, stdout, stderr } = await program.run([...args, ...toFile], input, place.env);
  const sound = toFile.length === 0 ? null : Bun.hash(readFileSync(program.wav));
  return { code, stdout: Bun.hash(stdout), stderr, sound, trace: gist(program.trace()) };
}

let service: RunningService;
beforeAll(async () => {
  service = await RunningService.start([...ECHO, "--output", "null"]);
});
afterAll(() => service[Symbol.dispose]());

describe("the same as alone", () => {
  const deltas = readFileSync(join(ROOT, "test", "fixtures", "streams", DELTAS));
  const plain = "Two sentences here. And this one!\n\n- a list of `things`\n\nこれは日本語です。\n";
  const malformed = `${assistant("First.")}{"type": "assistant", "mess\n${assistant("Last.")}`;
  test.each([
    ["plain text", [], plain],
    ["Claude's stream with deltas", [], deltas],
    ["a malformed line", [], malformed],
    ["nothing", [], ""],
    ["raw sound on stdout", ["--output", "-"], plain],
    ["a copy of stdin", ["--tee"], deltas],
    ["subtitles", ["--show", "both"], plain],
    ["another speed and volume", ["--rate", "1.5", "--volume", "0.5"], plain],
    ["a voice that fails at a sentence", ["--voice", "echo:fail@イズ"], "This is one. There are others.\n"],
  ])("%s", async (_, args, input) => {
    const flags = args.includes("--voice") ? ["--no-translate", ...args] : [...ECHO, ...args];
    const alone = await outcome(service, [...flags, "--server", "off"], input);
    expect(await outcome(service, [...flags, "--server", "require"], input)).toEqual(alone);
  });

  test("and the voices were the service's", async () => {
    expect((await service.status())?.voices).toEqual(["echo", "echo:fail@イズ"]);
  });

  test("translated by the service's model", async () => {
    using translating = await RunningService.start([
      ...["--model", SMALL_MODEL, "--voice", "echo", "--output", "null"],
    ]);
    const input = "I fixed the parser. All tests pass now.\n";
    const runs = [];
    for (const server of ["off", "require"]) {
      using program = new Program();
      const flags = ["--voice", "echo", "--output", program.wav, "--server", server];
      const model = server === "off" ? ["--model", SMALL_MODEL] : [];
      const { code, stderr } = await program.run([...flags, ...model], input, translating.env);
      const kinds = gist(program.trace());
      runs.push({ code, stderr, said: heard(program.samples()), ja: translations(program), kinds });
    }
    expect(runs[0]?.ja).toHaveLength(2);
    expect(runs[1]).toEqual(runs[0] as (typeof runs)[1]);
    const { model } = await translating.until("it has translated", ({ model }) => model !== null);
    expect(model?.translated_tokens).toBeGreaterThan(0);

    const line = await translating.run(["translate", "--server", "require"], input);
    const ja = runs[0]?.ja ?? [];
    expect(
      line.stdout
        .trim()
        .split("\n")
        .map((text) => JSON.parse(text).ja),
    ).toEqual(ja);

    // A model that is not the service's.
    const other = join(translating.runtime, "other.gguf");
    writeFileSync(other, readFileSync(model?.path ?? "").subarray(0, 16 << 20));
    // As long as its header says; the weights do not matter to a client that is refused.
    truncateSync(other, statSync(model?.path ?? "").size);
    const refused = await translating.run([...["--server", "require", "--model", other, "--output", "null"]]);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("(SERVICE_UNSUITABLE)");
  });
});

describe("a service that cannot do what is asked for", () => {
  test("without a model: a client that translates does it by itself, or not at all where it must not", async () => {
    using program = new Program();
    const flags = ["--model", SMALL_MODEL, "--voice", "echo", "--output", "null"];
    const { code, stderr } = await program.run(flags, "It works.\n", service.env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(program.events("clause")[0]?.tokens).toBeGreaterThan(0);

    const refused = await service.run([...flags, "--server", "require"]);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("(SERVICE_UNSUITABLE)");
  });

  test("none: nothing is told unless it is required, and then with the command that starts it", async () => {
    using place = new ServicePlace();
    using program = new Program();
    const flags = [...ECHO, "--output", "null"];
    expect(await program.run(flags, "Alone.\n", place.env)).toEqual({ code: 0, stdout: "", stderr: "" });
    const { code, stderr } = await program.run([...flags, "--server", "require"], "", place.env);
    expect(code).toBe(1);
    expect(stderr).toContain("(SERVICE_MISSING)");
    expect(stderr).toContain("stream-tts-bun serve");
    const dry = await program.run(["--dry-run", "--server", "require"], "Dry.\n", place.env);
    expect(dry).toMatchObject({ code: 0, stderr: "" });
  });

  test("a folder that others may enter: it is not used, and told", async () => {
    using place = new ServicePlace();
    const folder = join(place.runtime, "stream-tts-bun-service");
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    using program = new Program();
    const flags = [...ECHO, "--output", program.wav];
    const auto = await program.run(flags, "Alone.\n", place.env);
    expect(auto.code).toBe(0);
    expect(auto.stderr).toContain(folder);
    expect(auto.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(heard(program.samples())).toBe("アローン。");
    const required = await program.run([...flags, "--server", "require"], "", place.env);
    expect(required.code).toBe(1);
    expect(required.stderr).toContain("(SERVICE_FOLDER)");
    const served = await place.run(["serve", ...ECHO]);
    expect(served.code).toBe(1);
    expect(served.stderr).toContain("(SERVICE_FOLDER)");
  });
});

test("clients that have it started at the same time start one, which outlives them and ends when told to", async () => {
  using place = new ServicePlace();
  const spoken = await Promise.all(
    [1, 2, 3].map(async (n) => {
      using program = new Program();
      const flags = [...ECHO, "--spawn", "--server", "require", "--output", program.wav];
      const { code, stderr } = await program.run(flags, `これは${n}番です。\n`, place.env);
      return { code, stderr, said: heard(program.samples()) };
    }),
  );
  expect(spoken).toEqual([1, 2, 3].map((n) => ({ code: 0, stderr: "", said: `これは${n}番です。` })));

  // Those that found that there was one already may still be about to end.
  const status = await place.until("one is left", () => place.services().length === 1);
  expect(status).toMatchObject({ sessions: [], refused: 0, malformed: 0 });
  expect(place.services()).toEqual([status.pid]);
  expect((await place.run(["stop"])).code).toBe(0);
  // Its voice notices that the service has ended, and ends.
  expect(await within(LIMIT_MS, () => place.processes().length === 0)).toBe(true);
  expect(await place.status()).toBeNull();
});
