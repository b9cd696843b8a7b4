import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { closeSync, existsSync, mkdirSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tryLock } from "../../src/flock.ts";
import { unfinishedPacks } from "../../src/leftovers/packs.ts";
import { filesOf, findPack } from "../../src/voice_packs/catalog.ts";
import { packFolder, packsFolder } from "../../src/voice_packs/installed.ts";
import { Environment } from "../models/pull/environment.ts";

let environment: Environment;
beforeEach(() => {
  environment = new Environment();
});
afterEach(() => environment[Symbol.dispose]());

function write(path: string, bytes: number): string {
  const file = join(packsFolder(), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, new Uint8Array(bytes));
  return file;
}

/** A pack that is here, of holes. */
function wholePack(): void {
  const kokoro = findPack("kokoro");
  if (kokoro === undefined) throw new Error("there is kokoro");
  for (const { file, bytes } of filesOf(kokoro)) truncateSync(write(`kokoro/${file}`, 0), bytes);
}

/** What killed pulls and a killed unbundle leave: a package beside the pack, one in it, and a file without its name. */
const left = () => [
  dirname(write("kokoro.part-AbC123/onnxruntime.whl", 100)),
  dirname(write("kokoro/model.onnx.part-XyZ789/part.bin", 100)),
  write("kokoro/vocab.json.unfinished", 100),
  write("kokoro/styles/jm_kumo.npy.unfinished", 100),
];

describe("pulls of voices", () => {
  test("that came to their end leave nothing, and where there were none there is nothing", () => {
    expect(unfinishedPacks()).toEqual([]);
    wholePack();
    write("kokoro.lock", 0);
    write("kokoro/model.onnx.verified", 100);
    expect(unfinishedPacks()).toEqual([]);
  });

  test("that did not are told with what has come and the command that goes on, and never removed", () => {
    const partial = write("kokoro/model.onnx.partial", 46_000_000);
    const [found, ...others] = unfinishedPacks();
    expect(others).toEqual([]);
    expect(found?.what).toMatch(/^an unfinished pull of the voice pack kokoro, 46 MB of 1[23]\d MB$/);
    expect(found?.fix).toBe(
      `stream-tts-bun voices pull kokoro goes on with it; rm -rf ${packFolder("kokoro")} removes it`,
    );
    expect(found?.remove).toBeNull();
    expect(existsSync(partial)).toBe(true);
  });

  test("that were killed leave what may go, beside a whole pack that stays", () => {
    wholePack();
    const paths = left();
    const found = unfinishedPacks();
    expect(found.length).toBe(paths.length);
    for (const { remove } of found) remove?.();
    expect(paths.filter(existsSync)).toEqual([]);
    expect(unfinishedPacks()).toEqual([]);
    expect(existsSync(join(packFolder("kokoro"), "styles", "jm_kumo.npy"))).toBe(true);
  });

  test("that a process is at work on leave nothing, also when it began after they were found", () => {
    const paths = left();
    const found = unfinishedPacks();
    const lock = openSync(join(packsFolder(), "kokoro.lock"), "a");
    try {
      expect(tryLock(lock, "exclusive")).toBe(true);
      expect(unfinishedPacks()).toEqual([]);
      for (const { remove } of found) remove?.();
      expect(paths.filter(existsSync)).toEqual(paths);
    } finally {
      closeSync(lock);
    }
  });

  test("of packs that this version does not know are a later one's affair", () => {
    write("other.part-AbC123/other.whl", 100);
    write("other/model.bin.partial", 100);
    expect(unfinishedPacks()).toEqual([]);
  });
});
