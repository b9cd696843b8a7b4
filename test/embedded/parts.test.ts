import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTENTS, Ground } from "./small_pack.ts";

const START = join(import.meta.dir, "start.ts");
const WHOLE = CONTENTS["japanese-data/dictionary/sys.dic"] ?? new Uint8Array();

/** Starts the program as far as its parts, in a process of its own. */
async function start(pack: string, env: Record<string, string>, shell = 'exec "$@"') {
  const child = Bun.spawn(["bash", "-c", shell, "bash", process.execPath, START, pack], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...env },
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, dictionary: stdout.trim(), stderr };
}

function isWhole(dictionary: string): boolean {
  return readFileSync(join(dictionary, "sys.dic")).equals(WHOLE);
}

/** A cache that nobody can make a folder in, not even root: a file stands where the folder would. */
function impossible(ground: Ground): string {
  const file = join(ground.folder, "file");
  writeFileSync(file, "");
  return join(file, "cache");
}

function temporaryFolder(ground: Ground): { TMPDIR: string; ours: string } {
  const TMPDIR = join(ground.folder, "tmp");
  mkdirSync(TMPDIR);
  return { TMPDIR, ours: join(TMPDIR, `stream-tts-bun-${process.geteuid?.()}`) };
}

describe("a cache that can be used", () => {
  test("is used in silence, also without HOME", async () => {
    using ground = new Ground();
    const { folder } = await ground.pack();
    const { code, dictionary, stderr } = await start(folder, { XDG_CACHE_HOME: ground.folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(dictionary).toStartWith(join(ground.folder, "stream-tts-bun", "runtime"));
    expect(isWhole(dictionary)).toBe(true);
  });

  test("several first starts at once all get whole files", async () => {
    using ground = new Ground();
    const { folder } = await ground.pack();
    const env = { XDG_CACHE_HOME: ground.folder };
    const starts = await Promise.all(Array.from({ length: 6 }, () => start(folder, env)));
    for (const { code, dictionary, stderr } of starts) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(isWhole(dictionary)).toBe(true);
    }
    const left = readdirSync(join(ground.folder, "stream-tts-bun"), { recursive: true, encoding: "utf8" });
    expect(left.filter((name) => /unfinished|removing/.test(name))).toEqual([]);
  });
});

describe("a cache that cannot be used", () => {
  test("is told in one line, and a private temporary folder is used", async () => {
    using ground = new Ground();
    const { folder } = await ground.pack();
    const { TMPDIR, ours } = temporaryFolder(ground);
    const cache = impossible(ground);
    const { code, dictionary, stderr } = await start(folder, { XDG_CACHE_HOME: cache, TMPDIR });
    expect(code).toBe(0);
    expect(dictionary).toStartWith(ours);
    expect(isWhole(dictionary)).toBe(true);
    expect(stderr.trimEnd().split("\n").length).toBe(1);
    for (const words of [cache, "ENOTDIR", ours, "XDG_CACHE_HOME"]) expect(stderr).toContain(words);
  });

  test("without room nothing half-written stays", async () => {
    using ground = new Ground();
    const { folder } = await ground.pack();
    const { TMPDIR, ours } = temporaryFolder(ground);
    const XDG_CACHE_HOME = join(ground.folder, "cache");
    // A limit on the size of files (in KiB) fails in the middle of a write, as a full disk does.
    const limited = 'trap "" XFSZ; ulimit -f 100; exec "$@"';
    const { code, stderr } = await start(folder, { XDG_CACHE_HOME, TMPDIR }, limited);
    expect(code).toBe(1);
    expect(stderr).toContain("(PARTS_UNEXTRACTABLE)");
    expect(stderr).toMatch(/fix: .*XDG_CACHE_HOME or TMPDIR .* 1 MB/);
    for (const used of [join(XDG_CACHE_HOME, "stream-tts-bun"), ours])
      expect(readdirSync(join(used, "runtime"))).toEqual([]);
  });

  test.each([
    ["a link", (ours: string, elsewhere: string) => symlinkSync(elsewhere, ours), "is not a folder"],
    ["a file", (ours: string) => writeFileSync(ours, ""), "is not a folder"],
  ])("a temporary folder that is %s is refused", async (_, make, why) => {
    using ground = new Ground();
    const { folder } = await ground.pack();
    const { TMPDIR, ours } = temporaryFolder(ground);
    const elsewhere = join(ground.folder, "elsewhere");
    mkdirSync(elsewhere);
    make(ours, elsewhere);
    const { code, stderr } = await start(folder, { XDG_CACHE_HOME: impossible(ground), TMPDIR });
    expect(code).toBe(1);
    expect(stderr).toContain("(PARTS_UNEXTRACTABLE)");
    expect(stderr).toContain(`${ours} ${why}`);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("a temporary folder that others may enter is closed to them first", async () => {
    using ground = new Ground();
    const { folder } = await ground.pack();
    const { TMPDIR, ours } = temporaryFolder(ground);
    mkdirSync(ours);
    chmodSync(ours, 0o777);
    const { code } = await start(folder, { XDG_CACHE_HOME: impossible(ground), TMPDIR });
    expect(code).toBe(0);
    expect((await Bun.file(ours).stat()).mode & 0o777).toBe(0o700);
  });
});
