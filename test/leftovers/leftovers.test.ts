import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { closeSync, existsSync, mkdirSync, openSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { tryLock } from "../../src/flock.ts";
import { unfinishedModels } from "../../src/leftovers/downloads.ts";
import type { Leftover } from "../../src/leftovers/leftover.ts";
import { largeLogs } from "../../src/leftovers/logs.ts";
import { oldServiceFolder } from "../../src/leftovers/old_service.ts";
import { otherPrograms } from "../../src/leftovers/other_programs.ts";
import { unusedRuntimes } from "../../src/leftovers/runtimes.ts";
import { unusedStates } from "../../src/leftovers/states.ts";
import { trimmedWithoutModel } from "../../src/leftovers/trimmed.ts";
import { unfinishedProgram } from "../../src/leftovers/unfinished_program.ts";
import { OldCache, OUTSIDER, PULLED, programOfVersion } from "./old_cache.ts";

let old: OldCache;
beforeEach(() => {
  old = new OldCache();
});
afterEach(() => old[Symbol.dispose]());

/** Removes what may be removed. */
function clean(leftovers: readonly Leftover[]): void {
  for (const { remove } of leftovers) remove?.();
}

/** Holds a lock, or a folder, as a process that uses it does. */
function held(path: string, kind: "shared" | "exclusive"): Disposable {
  const descriptor = openSync(path, existsSync(path) ? "r" : "a");
  expect(tryLock(descriptor, kind)).toBe(true);
  return { [Symbol.dispose]: () => closeSync(descriptor) };
}

describe("libraries and voices of other versions", () => {
  const roots = () => [join(old.cache, "runtime")];

  test("go when nobody uses them", () => {
    old.addRuntimes();
    const found = unusedRuntimes(roots());
    expect(found.map(({ bytes }) => bytes > 0)).toEqual([true, true]);
    clean(found);
    expect(unusedRuntimes(roots())).toEqual([]);
    expect(existsSync(join(old.cache, "runtime", "0123456789abcdef"))).toBe(false);
  });

  test("stay while a process uses them, also one that begins to after they were found", () => {
    old.addRuntimes();
    const version = join(old.cache, "runtime", "0123456789abcdef");
    const found = unusedRuntimes(roots());
    using _use = held(version, "shared");
    expect(unusedRuntimes(roots())).toHaveLength(1);
    clean(found);
    expect(existsSync(join(version, "llm", "libllama.so"))).toBe(true);
  });

  test("that are named otherwise are a later version's affair, and a link leads nowhere", () => {
    const runtime = join(old.cache, "runtime");
    old.write("runtime/v2-0123456789abcdef01234567/libllama.so", "of a version to come");
    const elsewhere = join(old.home, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(runtime, "0123456789abcdef"));
    expect(unusedRuntimes(roots())).toEqual([]);
    symlinkSync(runtime, join(old.home, "link"));
    expect(unusedRuntimes([join(old.home, "link"), join(old.home, "nothing")])).toEqual([]);
  });
});

describe("saved states", () => {
  test("of other versions, prompts and killed runs go; what is used, or of a name to come, stays", () => {
    const { left, kept } = old.addStates();
    const found = unusedStates(join(old.cache, "states"));
    expect(found[0]?.what).toContain("4 saved states");
    clean(found);
    expect(left.filter(existsSync)).toEqual([]);
    expect(kept.filter(existsSync)).toEqual(kept);
    expect(unusedStates(join(old.cache, "states"))).toEqual([]);
  });
});

describe("downloads", () => {
  const models = () => join(old.cache, "models");

  test("that came to no end are told with what has come and the command that goes on, and never removed", () => {
    const { left, kept } = old.addDownloads();
    const found = unfinishedModels(models());
    const downloads = found.filter(({ remove }) => remove === null);
    expect(downloads.map(({ what }) => what).toSorted()).toEqual([
      `an unfinished download of ${OUTSIDER}, 1 MB of 17 MB`,
      `an unfinished download of ${PULLED}, 1 MB of 17 MB`,
    ]);
    const fixes = downloads.map(({ fix }) => fix).join("\n");
    expect(fixes).toContain(`stream-tts-bun models pull ${PULLED} goes on with it`);
    expect(fixes).toContain(`rm -f ${join(models(), OUTSIDER)}.gguf.partial.json`);
    clean(found);
    expect(left.filter(existsSync)).toEqual([]);
    expect(kept.filter(existsSync)).toEqual(kept);
  });

  test("that a process is at work on are none", () => {
    const { left } = old.addDownloads();
    const before = unfinishedModels(models());
    using _lock = held(join(models(), `${PULLED}.gguf.lock`), "exclusive");
    expect(unfinishedModels(models()).filter(({ what }) => what.includes(PULLED))).toEqual([]);
    clean(before);
    expect(left.filter(existsSync)).toEqual(left.filter((path) => path.includes(PULLED)));
  });

  test("of a later part of a model are locked by its first", () => {
    old.write("models/big-00002-of-00003.gguf.partial", "part");
    expect(unfinishedModels(models())).toHaveLength(1);
    using _lock = held(join(models(), "big-00001-of-00003.gguf.lock"), "exclusive");
    expect(unfinishedModels(models())).toEqual([]);
  });
});

test("a trimmed copy without its model is told of, and nothing to be done about", () => {
  old.write(`models/${PULLED}-trimmed.gguf`, "copy");
  const [found, ...others] = trimmedWithoutModel(join(old.cache, "models"));
  expect(others).toEqual([]);
  expect(found).toMatchObject({ fix: "", remove: null });
  expect(found?.what).toContain(`stream-tts-bun models pull ${PULLED} brings it back`);
});

describe("the service's folder under its first name", () => {
  test("goes", () => {
    const folder = old.addServiceFolder();
    clean(oldServiceFolder(old.runtimeFolder));
    expect(existsSync(folder)).toBe(false);
    expect(oldServiceFolder(old.runtimeFolder)).toEqual([]);
  });

  test("with a service in it stays, and is told with its process", () => {
    const folder = old.addServiceFolder();
    const found = oldServiceFolder(old.runtimeFolder);
    using _lock = held(join(folder, "lock"), "exclusive");
    expect(oldServiceFolder(old.runtimeFolder)).toMatchObject([{ fix: "kill 4242 ends it", remove: null }]);
    clean(found);
    expect(existsSync(join(folder, "socket"))).toBe(true);
  });

  test("with anything else in it is somebody else's", () => {
    const folder = old.addServiceFolder();
    mkdirSync(join(folder, "models"));
    expect(oldServiceFolder(old.runtimeFolder)).toEqual([]);
    expect(oldServiceFolder("")).toEqual([]);
  });
});

test("a log that has grown large is told of, and one that has not is none", () => {
  const small = old.write("small.log", "a line");
  const large = old.write("large.log", new Uint8Array(11e6).fill(10));
  const holes = old.write("holes.log", "");
  truncateSync(holes, 1e9);
  expect(largeLogs([small, large, holes, join(old.home, "none.log")])).toMatchObject([
    { fix: `truncate -s 0 ${large} empties it`, remove: null },
  ]);
});

test("a program that was not installed to its end goes after an hour", () => {
  const folder = join(old.cache, "bin");
  old.write("bin/stream-tts-bun.unfinished", "half");
  expect(unfinishedProgram(folder)).toEqual([]);
  const path = old.write("bin/stream-tts-bun.unfinished", "half", 2 * 3600);
  clean(unfinishedProgram(folder));
  expect(existsSync(path)).toBe(false);
});

describe("a program that is to be run", () => {
  const told = async (program: string) => {
    const use = { by: "the hooks in settings.json", program, fix: "hook install" };
    const found = await otherPrograms([use], AbortSignal.timeout(10_000));
    return found.map(({ what, fix }) => `${what} (${fix})`);
  };
  const at = () => join(old.home, "bin", "stream-tts-bun");

  test("is told when it is gone", async () => {
    const [what = ""] = await told(at());
    expect(what).toBe(`the hooks in settings.json: ${at()} is to be run, which is not there (hook install)`);
  });

  test.each(["$HOME/bin/stream-tts-bun", "~/bin/stream-tts-bun"])(
    "is not judged where only a shell can find it: %s",
    async (program) => {
      expect(await told(program)).toEqual([]);
    },
  );

  test("is told with path and version when it is another", async () => {
    const real = programOfVersion(join(old.home, "bin", "stream-tts-bun-0.0.9"), "0.0.9");
    symlinkSync(real, at());
    const [what = ""] = await told(at());
    expect(what).toContain(`${real} is to be run, version 0.0.9; this is ${manifest.version}`);
  });

  test("is none when it is the same version elsewhere", async () => {
    expect(await told(programOfVersion(at(), manifest.version))).toEqual([]);
  });

  test("that says nothing of a version is told so", async () => {
    expect((await told(programOfVersion(at(), "hello")))[0]).toContain("which tells no version");
  });
});
