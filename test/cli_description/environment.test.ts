import { expect, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import { ENVIRONMENT } from "../../src/cli_description/environment.ts";

const SRC = join(import.meta.dir, "..", "..", "src");

interface Source {
  readonly path: string;
  readonly text: string;
}

const sources: readonly Source[] = await Promise.all(
  [...new Glob("**/*.ts").scanSync(SRC)]
    .filter((path) => path !== "cli_description/environment.ts")
    .sort()
    .map(async (path) => ({ path, text: await Bun.file(join(SRC, path)).text() })),
);

/** Names of variables have an underscore, unless they are read by themselves. */
const QUOTED = /"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/g;
const KEY = /^\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+):/gm;

const groupsOf = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/** Names in `process.env.NAME`, `environment.NAME` and `const { NAME, NAME: own = "" } = process.env`. */
function namedDirectly(text: string): string[] {
  const taken = groupsOf(text, /\{([^{}]*)\}\s*=\s*process\.env\b(?!\.)/g);
  return [
    ...groupsOf(text, /\b(?:process\.env|environment)\.([A-Z][A-Z0-9_]*)/g),
    ...taken.flatMap((list) => list.split(",").map((part) => part.split(/[:=]/)[0]?.trim() ?? "")),
  ].filter((name) => name !== "");
}

/** What is given to a read whose name is computed: words in the same file, or a constant that is named for it. */
function namedElsewhere(text: string, codes: ReadonlySet<string>): string[] {
  const isReading = /\bprocess\.env\b/.test(text);
  const words = isReading ? [...groupsOf(text, QUOTED), ...groupsOf(text, KEY)] : [];
  return [...words.filter((word) => !codes.has(word)), ...groupsOf(text, /_VARIABLE = "([A-Z0-9_]+)"/g)];
}

/** What Bun's own fetch reads, which is in no source of ours: bun.com/docs/runtime/networking/fetch, docs of node:tls. */
const OF_FETCH = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS"];

/** What the program tells its own processes, and nobody else sets. */
const OWN = ["STREAM_TTS_PARENT"];

const known = ENVIRONMENT.flatMap(({ names }) => names);

/** What the runtime reads for us. */
function namedByFunction(text: string): string[] {
  return [...(/\bhomedir\(\)/.test(text) ? ["HOME"] : []), ...(/\btmpdir\(\)/.test(text) ? ["TMPDIR"] : [])];
}

test("the manual names every variable that the program reads, and no other", () => {
  const errors = sources.find(({ path }) => path === "errors.ts");
  const codes = new Set(groupsOf(errors?.text ?? "", /\| "([A-Z_]+)"/g));
  expect(codes.size).toBeGreaterThan(10);
  const read = sources.flatMap(({ text }) => [
    ...namedDirectly(text),
    ...namedElsewhere(text, codes),
    ...namedByFunction(text),
  ]);
  expect([...known, ...OWN].sort()).toEqual([...new Set([...read, ...OF_FETCH])].sort());
});

test("where the name of a variable is computed, it is known what the names are", () => {
  const computed = sources.flatMap(({ path, text }) =>
    groupsOf(text, /\b(?:process\.env|environment)\[([^\]]+)\]/g).map((name) => `${path}: ${name}`),
  );
  // Another one here needs its names where the test above finds them: in the same file, or in a constant NAME_VARIABLE.
  expect(computed).toEqual([
    "base_folder.ts: variable",
    "models/hub.ts: name",
    "models/hub.ts: braced ?? bare",
    "models/hub.ts: name",
    "offline/wish.ts: OFFLINE_VARIABLE",
    "service/units/install.ts: name",
    // The user names it, behind key= in the address of a voice's server.
    "speech/remote/remote_voice.ts: variable",
    "translate/choose.ts: KEY_VARIABLE",
  ]);
});

test("each is told of once", () => {
  expect(new Set(known).size).toBe(known.length);
});
