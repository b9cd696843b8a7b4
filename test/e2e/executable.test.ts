import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { locateModel } from "../../src/models/locate.ts";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program, SMALL_MODEL } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const MEI = ["--no-translate", "--voice", "mei"];
const ECHO = ["--no-translate", "--voice", "echo"];
const SENTENCE = "テストはすべて通りました。\n";

/** The executable alone in an empty folder, with a home and temporary folder of its own. */
class Copy implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-alone-"));
  readonly executable = join(this.folder, "stream-tts-bun");
  readonly home = join(this.folder, "home");
  readonly temporary = join(this.folder, "tmp");

  constructor() {
    copyFileSync(EXECUTABLE, this.executable);
    for (const folder of [this.home, this.temporary]) mkdirSync(folder);
  }

  /** Nothing of the environment of the tests, and what is named. */
  program({ home = this.home, shell = 'exec "$@"', env = [] as string[] } = {}): Program {
    const bare = [`HOME=${home}`, "PATH=/usr/bin:/bin", `TMPDIR=${this.temporary}`, ...env];
    return new Program(["env", "-i", ...bare, "bash", "-c", shell, "bash", this.executable]);
  }

  /** Folders of versions below the home. */
  get runtime(): string {
    return join(this.home, ".cache", "stream-tts-bun", "runtime");
  }

  extracted(path: string): string {
    const [version = ""] = readdirSync(this.runtime);
    return join(this.runtime, version, path);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Speaks one sentence with a copy; returns the bytes of its WAV file and what was said on stderr. */
async function speak(copy: Copy, setting: Parameters<Copy["program"]>[0] = {}) {
  using program = copy.program(setting);
  const { code, stderr } = await program.run([...MEI, "--output", program.wav], SENTENCE);
  return { code, stderr, wav: existsSync(program.wav) ? readFileSync(program.wav) : Buffer.alloc(0) };
}

describe("the executable alone in an empty folder", () => {
  test("translates and speaks; a second start finds everything extracted", async () => {
    using copy = new Copy();
    const model = ["--model", locateModel(SMALL_MODEL).path];
    const inodes: number[] = [];
    for (let run = 0; run < 2; run++) {
      using program = copy.program();
      const { code, stderr } = await program.run(
        [...model, "--output", program.wav],
        assistant("The tests were slow today."),
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(program.samples().length).toBeGreaterThan(24_000);
      expect(program.samples().some((sample) => sample > 3000)).toBe(true);
      inodes.push(statSync(copy.extracted("japanese-data/dictionary/sys.dic")).ino);
    }
    expect(inodes[1]).toBe(inodes[0] ?? 0);
  });

  test.each([[["--version"]], [["--help"]], [["--dry-run"]], [["--no-such-flag"]]])(
    "%p extracts nothing",
    async (args) => {
      using copy = new Copy();
      using program = copy.program();
      await program.run(args, SENTENCE);
      expect(readdirSync(copy.home)).toEqual([]);
      expect(readdirSync(copy.temporary)).toEqual([]);
    },
  );

  test("brings the licences of what it carries", async () => {
    using copy = new Copy();
    await speak(copy);
    const files = readdirSync(copy.extracted(""), { recursive: true, encoding: "utf8" });
    const parts = [
      "llama.cpp",
      "open_jtalk",
      "mecab",
      "hts_engine",
      "dictionary",
      "mei",
      "miniaudio",
      "bun",
      "zod",
    ];
    for (const part of parts)
      expect(
        files.filter((name) => /COPYING|LICENSE|licences/.test(name) && name.includes(part)),
      ).not.toEqual([]);
  });

  test("names no folder of the machine it was built on", () => {
    const text = readFileSync(EXECUTABLE).toString("latin1");
    for (const path of [
      join(import.meta.dir, "..", ".."),
      locateModel(SMALL_MODEL).path.replace(/\/models\/.*/, ""),
    ])
      expect(text.includes(path)).toBe(false);
  });
});

describe("the cache", () => {
  test("several first starts at once all speak", async () => {
    using copy = new Copy();
    const runs = await Promise.all([speak(copy), speak(copy), speak(copy)]);
    const after = await speak(copy);
    for (const run of runs) expect(run).toEqual(after);
    expect(after).toMatchObject({ code: 0, stderr: "" });
  });

  test("a file that was altered or truncated is mended", async () => {
    using copy = new Copy();
    const before = await speak(copy);
    truncateSync(copy.extracted("voice-openjtalk/libtts_voice_openjtalk.so"), 5000);
    const dictionary = copy.extracted("japanese-data/dictionary/sys.dic");
    writeFileSync(dictionary, new Uint8Array(statSync(dictionary).size));
    expect(await speak(copy)).toEqual(before);
    expect(before.code).toBe(0);
  });

  test("in a home that cannot be written, the temporary folder is used and that is said", async () => {
    using copy = new Copy();
    const usual = await speak(copy);
    // No user may make a folder there, not even root.
    const { code, stderr, wav } = await speak(copy, { home: "/proc" });
    expect(code).toBe(0);
    expect(wav.equals(usual.wav)).toBe(true);
    expect(stderr).toMatch(/^stream-tts-bun: \/proc\/.* cannot be used .*XDG_CACHE_HOME.*\n$/);
    expect(stderr).toContain(copy.temporary);
  });

  test("without room it says how much is needed and leaves nothing behind", async () => {
    using copy = new Copy();
    // A limit on the size of files (in KiB) fails in the middle of a write, as a full disk does.
    const { code, stderr } = await speak(copy, { shell: 'trap "" XFSZ; ulimit -f 20000; exec "$@"' });
    expect(code).toBe(1);
    expect(stderr).toContain("(PARTS_UNEXTRACTABLE)");
    expect(stderr).toMatch(/fix: .*XDG_CACHE_HOME or TMPDIR.* \d\d\d MB/);
    expect(readdirSync(copy.runtime)).toEqual([]);
    const files = readdirSync(copy.temporary, { recursive: true, encoding: "utf8", withFileTypes: true });
    expect(files.filter((entry) => entry.isFile())).toEqual([]);
  });
});

describe("what surrounds it", () => {
  test("settings of the current folder do nothing", async () => {
    using copy = new Copy();
    using program = copy.program();
    const put = (name: string, text: string) => writeFileSync(join(program.folder, name), text);
    const elsewhere = join(program.folder, "elsewhere");
    put("intruder.ts", `require("node:fs").mkdirSync(${JSON.stringify(elsewhere)})`);
    put("bunfig.toml", 'preload = ["./intruder.ts"]\n');
    put(".env", `XDG_CACHE_HOME=${elsewhere}\n`);
    put("tsconfig.json", "this is no JSON");
    put("package.json", "neither is this");
    const { code, stderr } = await program.run([...ECHO, "--output", program.wav], SENTENCE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(heard(program.samples())).toBe(SENTENCE.trim());
    expect(existsSync(elsewhere)).toBe(false);
  });

  test("BUN_OPTIONS, which the main process cannot refuse, does not reach the workers", async () => {
    using copy = new Copy();
    const log = join(copy.folder, "log");
    const preloaded = join(copy.folder, "preloaded.ts");
    writeFileSync(preloaded, `require("node:fs").appendFileSync(${JSON.stringify(log)}, "started\\n");`);
    using program = copy.program({ env: [`BUN_OPTIONS=--preload ${preloaded}`] });
    const { code } = await program.run([...ECHO, "--output", program.wav], SENTENCE);
    expect(code).toBe(0);
    expect(readFileSync(log, "utf8")).toBe("started\n");
  });

  test.each(["replaced", "deleted"])(
    "%s while it runs, it still starts a killed worker again",
    async (how) => {
      using copy = new Copy();
      using program = copy.program();
      const child = program.start([...ECHO, "--output", program.wav]);
      child.stdin.write("一つ目です。\n");
      child.stdin.flush();
      await program.until((trace) => trace.some(({ event }) => event === "audio"));
      if (how === "deleted") rmSync(copy.executable);
      else {
        writeFileSync(`${copy.executable}.new`, "something else", { mode: 0o755 });
        renameSync(`${copy.executable}.new`, copy.executable);
      }
      const [voice] = program.workers("voice");
      expect(voice).toBeDefined();
      process.kill(voice ?? 0, "SIGKILL");
      child.stdin.write("二つ目です。\n");
      child.stdin.end();
      expect(await child.exited).toBe(0);
      expect(heard(program.samples())).toBe("一つ目です。二つ目です。");
    },
  );
});
