import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Utterance } from "../../src/input/utterance.ts";
import { readChunks, readerOf } from "./reading.ts";

const STREAMS = join(import.meta.dir, "../fixtures/streams");
const FEWEST_A_SOURCE = 3;
/** The first cuts only between lines that are longer, the others inside words, members and characters. */
const CHUNK_BYTES = [4099, 61, 7];

type Options = NonNullable<Parameters<typeof readChunks>[1]>;

const ANNOUNCED: Options = { announce: ["tools", "errors", "permission"] };

/** The flags of the streams that are not read with the program's defaults. */
const FLAGS: Readonly<Record<string, Options>> = {
  "claude-hooks/a-subagent-is-heard-when-its-kind-is-asked-for": { agents: "explore" },
  "claude-hooks/tools-failures-and-waits-are-announced": ANNOUNCED,
  "claude-partial/a-subagent-is-heard-when-all-agents-are-wanted": { agents: "all" },
  "claude-partial/only-a-subagent-is-heard-when-it-is-asked-for-by-its-kind": { agents: "Explore" },
  "claude-partial/tools-errors-and-permissions-are-announced-in-their-place": ANNOUNCED,
  "claude-whole/a-turn-that-fails-is-announced-once": { announce: ["errors"] },
  "codex/a-turn-that-fails-is-announced-once": ANNOUNCED,
  "gemini/a-result-that-is-an-error-is-announced": ANNOUNCED,
  "messages-api/an-overloaded-server-ends-the-text-where-it-stood": ANNOUNCED,
  "opencode/a-tool-and-the-run-fail": ANNOUNCED,
  "opencode/events-of-the-server-as-server-sent-events": { agents: "all" },
  "plain-text/every-line-is-text-when-text-is-asked-for": { input: "text" },
};

/** What these streams hold besides lines that are known; all others are read without a skip. */
const SKIPS: Readonly<Record<string, readonly string[]>> = {
  "gemini/lines-that-are-no-json-come-before": ["malformed", "plain-after-json"],
  "plain-text/text-before-json-is-spoken-and-text-after-it-is-not": [
    "unknown-kind",
    "malformed",
    "malformed",
    "plain-after-json",
    "plain-after-json",
  ],
};

const sources = readdirSync(STREAMS);

/** The names of a source's streams, each with the file that holds it. */
function streamsOf(source: string): { name: string; file: string }[] {
  return readdirSync(join(STREAMS, source))
    .filter((file) => extname(file) !== ".expected")
    .map((file) => ({ name: `${source}/${file.slice(0, -extname(file).length)}`, file: join(source, file) }));
}

function golden(utterances: readonly Utterance[]): string[] {
  return utterances.map(({ kind, text, session, agent, about }) =>
    JSON.stringify({ kind, text, session, agent, about }),
  );
}

/** What is left to be heard when the stream comes in chunks; what was withdrawn after it was given on is not. */
function readCut(stream: Uint8Array, bytes: number, options: Options): string[] {
  const reader = readerOf(options);
  const chunks = Array.from({ length: Math.ceil(stream.length / bytes) }, (_, n) =>
    stream.slice(n * bytes, (n + 1) * bytes),
  );
  const events = [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
  const withdrawn = new Set(events.flatMap((event) => (event.kind === "withdrawn" ? event.ids : [])));
  const heard = events.flatMap((event) => (event.kind === "utterance" ? [event.utterance] : []));
  return golden(heard.filter(({ id }) => !withdrawn.has(id)));
}

test.each(sources)("%s has enough streams, and each of them a golden file and a stream", (source) => {
  const files = readdirSync(join(STREAMS, source));
  const names = streamsOf(source).map(({ name }) => name);
  const expected = files.filter((file) => extname(file) === ".expected");
  expect(expected.map((file) => `${source}/${file.slice(0, -".expected".length)}`).sort()).toEqual(
    names.sort(),
  );
  expect(names.length).toBeGreaterThanOrEqual(FEWEST_A_SOURCE);
});

test("every stream that has flags or skips of its own exists", () => {
  const names = new Set(sources.flatMap(streamsOf).map(({ name }) => name));
  expect([...Object.keys(FLAGS), ...Object.keys(SKIPS)].filter((name) => !names.has(name))).toEqual([]);
});

describe("what is heard of", () => {
  test.each(sources.flatMap(streamsOf).map(({ name, file }) => [name, file] as const))("%s", (name, file) => {
    const stream = readFileSync(join(STREAMS, file));
    const expected = readFileSync(join(STREAMS, `${name}.expected`), "utf8")
      .split("\n")
      .slice(0, -1);
    const options = FLAGS[name] ?? {};
    const whole = readChunks([stream], options);
    expect(golden(whole.utterances)).toEqual(expected);
    expect(whole.skips.map((skip) => skip.slice(0, skip.indexOf(":")))).toEqual([...(SKIPS[name] ?? [])]);
    for (const bytes of CHUNK_BYTES) expect(readCut(stream, bytes, options)).toEqual(expected);
  });
});
