import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Pack } from "../../src/embedded/pack.ts";
import { provideVersion } from "../../src/embedded/version.ts";
import { AppError } from "../../src/errors.ts";
import { CONTENTS, Ground } from "./small_pack.ts";

const DICTIONARY = "japanese-data/dictionary/sys.dic";
const VOICE = "japanese-data/voices/mei.htsvoice";

/** Provides a version; tells whether anything had to be extracted. */
function provide(pack: Pack, root: string): { folder: string; extracted: boolean } {
  let extracted = false;
  const folder = provideVersion(pack, root, () => {
    extracted = true;
  });
  return { folder, extracted };
}

function expectWhole(folder: string): void {
  for (const [path, bytes] of Object.entries(CONTENTS))
    expect(readFileSync(join(folder, path)).equals(bytes)).toBe(true);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  expect(names.filter((name) => name.includes("unfinished"))).toEqual([]);
}

describe("what is extracted", () => {
  test("is whole, readable only for us, and extracted once", async () => {
    using ground = new Ground();
    const { pack } = await ground.pack();
    const { folder, extracted } = provide(pack, ground.root);
    expect(extracted).toBe(true);
    expectWhole(folder);
    expect(statSync(join(folder, DICTIONARY)).mode & 0o777).toBe(0o600);
    for (const path of [
      ground.root,
      folder,
      join(folder, "japanese-data"),
      join(folder, "japanese-data/voices"),
    ])
      expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(provide(pack, ground.root)).toEqual({ folder, extracted: false });
  });

  const damages: [string, (path: string, elsewhere: string) => void][] = [
    ["altered", (path) => writeFileSync(path, new Uint8Array(statSync(path).size))],
    ["truncated", (path) => truncateSync(path, 10)],
    [
      "truncated, its time set back",
      (path) => {
        const { mtime } = statSync(path);
        truncateSync(path, 10);
        utimesSync(path, mtime, mtime);
      },
    ],
    ["readable for all", (path) => chmodSync(path, 0o644)],
    ["touched", (path) => utimesSync(path, new Date(), new Date())],
    ["missing", (path) => rmSync(path)],
    [
      "a link to the same bytes",
      (path, elsewhere) => {
        renameSync(path, elsewhere);
        symlinkSync(elsewhere, path);
      },
    ],
    [
      "a folder",
      (path) => {
        rmSync(path);
        mkdirSync(path);
        writeFileSync(join(path, "file"), "");
      },
    ],
  ];
  test.each(damages)("%s: that file alone is extracted again", async (_, damage) => {
    using ground = new Ground();
    const { pack } = await ground.pack();
    const { folder } = provide(pack, ground.root);
    const elsewhere = join(ground.folder, "elsewhere");
    const untouched = statSync(join(folder, VOICE)).ino;
    damage(join(folder, DICTIONARY), elsewhere);
    expect(provide(pack, ground.root).extracted).toBe(true);
    expectWhole(folder);
    expect(lstatSync(join(folder, DICTIONARY)).isFile()).toBe(true);
    expect(statSync(join(folder, VOICE)).ino).toBe(untouched);
    expect(provide(pack, ground.root).extracted).toBe(false);
  });

  test("a folder that became a link or open to others is a folder of ours again", async () => {
    using ground = new Ground();
    const { pack } = await ground.pack();
    const { folder } = provide(pack, ground.root);
    const elsewhere = join(ground.folder, "elsewhere");
    renameSync(join(folder, "japanese-data"), elsewhere);
    symlinkSync(elsewhere, join(folder, "japanese-data"));
    chmodSync(join(folder, "llm"), 0o777);
    expect(provide(pack, ground.root).extracted).toBe(true);
    expect(lstatSync(join(folder, "japanese-data")).isDirectory()).toBe(true);
    expect(statSync(join(folder, "llm")).mode & 0o777).toBe(0o700);
    expectWhole(folder);
  });
});

describe("what cannot be extracted leaves nothing behind", () => {
  test("a damaged pack", async () => {
    using ground = new Ground();
    const { pack, folder } = await ground.pack();
    const frames = readdirSync(folder).filter((name) => name !== "manifest.json");
    const other = join(folder, frames[1] ?? "");
    writeFileSync(join(folder, frames[0] ?? ""), readFileSync(other));
    expect(() => provide(pack, ground.root)).toThrow(AppError);
    expect(readdirSync(ground.root)).toEqual([]);
  });

  test("a folder of versions that is a link is refused", async () => {
    using ground = new Ground();
    const { pack } = await ground.pack();
    const elsewhere = join(ground.folder, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, ground.root);
    expect(() => provide(pack, ground.root)).toThrow("is not a folder");
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe("other versions", () => {
  test("are removed when nobody uses them, with what killed starts left; other names stay", async () => {
    using ground = new Ground();
    const [one, two] = [await ground.pack("1"), await ground.pack("2")];
    const used = provide(one.pack, ground.root).folder;
    const unused = join(ground.root, "0123456789abcdef");
    mkdirSync(join(unused, "llm"), { recursive: true });
    mkdirSync(join(ground.root, "removing-before"));
    mkdirSync(join(ground.root, "something-else"));
    const current = join(ground.root, two.pack.version);
    mkdirSync(join(current, "llm"), { recursive: true });
    writeFileSync(join(current, "llm", "unfinished-of-a-killed-start"), "");
    expect(provide(two.pack, ground.root).folder).toBe(current);
    expectWhole(current);
    expectWhole(used);
    expect(readdirSync(ground.root).sort()).toEqual(
      [one.pack.version, two.pack.version, "something-else"].sort(),
    );
  });

  test("stay while a process lives that uses them, and go after it was killed", async () => {
    using ground = new Ground();
    const packs = [await ground.pack("1"), await ground.pack("2"), await ground.pack("3")] as const;
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "start.ts"), packs[0].folder], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, XDG_CACHE_HOME: ground.folder },
    });
    const { value } = await child.stdout.getReader().read();
    const folder = new TextDecoder().decode(value).replace(/\/japanese-data.*\n$/, "");
    const root = join(folder, "..");
    provide(packs[1].pack, root);
    expectWhole(folder);
    child.kill("SIGKILL");
    await child.exited;
    provide(packs[2].pack, root);
    expect(existsSync(folder)).toBe(false);
    expectWhole(join(root, packs[1].pack.version));
  });
});
