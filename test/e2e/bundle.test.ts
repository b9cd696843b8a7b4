import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { MemoryWatch } from "../../scripts/testing/resident.ts";
import { encodeHeader } from "../../src/bundle/tar_header.ts";
import { locateModel } from "../../src/models/locate.ts";
import { Ground, sealed, tarOf } from "../bundle/small_bundle.ts";
import { LIMIT_MS, Program, SMALL_MODEL, translations } from "./program.ts";

/** A bundle with a real model and a voice that was pulled, over an air gap: made here, installed and used where there is no network and nothing else. */
setDefaultTimeout(LIMIT_MS);

const SEED_LINE = '{"type":"assistant","content":[{"type":"text","text":"Hello"}]}\n';
const SENTENCE_LINE =
  '{"type":"assistant","content":[{"type":"text","text":"The tests were slow today."}]}\n';
/** Neither bundling nor installing holds more of the model than some pieces; the executable itself takes most of this. */
const MEMORY = 300e6;

let folder = "";
let bundle = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-air-gap-"));
  bundle = join(folder, "bundle.tar.zst");
  const { code, stderr, memory } = await watched([
    EXECUTABLE,
    "models",
    "bundle",
    bundle,
    "--model",
    SMALL_MODEL,
    "--voice",
    "jf_alpha,mei",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("models unbundle") });
  expect(stderr).toContain(`with ${SMALL_MODEL} and kokoro`);
  expect(stderr).not.toContain("--voice kokoro takes it along");
  expect(memory).toBeLessThan(MEMORY);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command to its end, and looks at its memory meanwhile. */
async function watched(command: string[]) {
  const child = Bun.spawn(command, { stdio: ["ignore", "pipe", "pipe"], timeout: LIMIT_MS });
  const output = Promise.all([child.stdout.text(), child.stderr.text()]);
  const memory = new MemoryWatch(child.pid);
  while (child.exitCode === null && child.signalCode === null) {
    memory.look();
    await Bun.sleep(50);
  }
  const [stdout, stderr] = await output;
  return { code: child.exitCode, stdout, stderr, memory: memory.sumOfPeaks };
}

/** A machine without a network: a home of its own, an empty environment, no interface. */
class Machine {
  readonly home: string;
  readonly #alone: string[];

  constructor(name: string) {
    this.home = join(folder, name);
    mkdirSync(this.home);
    const environment = ["env", "-i", `HOME=${this.home}`, "PATH=/usr/bin:/bin", `TMPDIR=${this.home}`];
    this.#alone = ["unshare", "--map-root-user", "--net", ...environment];
  }

  command(...words: string[]): string[] {
    return [...this.#alone, ...words];
  }
}

/** The program alone, as its user takes it out of the bundle. */
function takeOut(to: string): string {
  const tar = Bun.spawnSync(["tar", "--zstd", "-xf", bundle, "-C", to, "stream-tts-bun"]);
  expect({ code: tar.exitCode, stderr: tar.stderr.toString() }).toEqual({ code: 0, stderr: "" });
  return join(to, "stream-tts-bun");
}

test("tar and sha256sum understand it, and find the licences of all parts", () => {
  const all = join(folder, "unpacked");
  mkdirSync(all);
  expect(Bun.spawnSync(["tar", "--zstd", "-xf", bundle, "-C", all]).exitCode).toBe(0);
  const { exitCode, stdout } = Bun.spawnSync(["sha256sum", "--check", "--strict", "SHA256SUMS"], {
    cwd: all,
  });
  expect(exitCode).toBe(0);
  const files = readdirSync(all, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(stdout.toString().trimEnd().split("\n").length).toBe(files.length - 1);
  const licences = readdirSync(join(all, "licences"), { recursive: true, encoding: "utf8" }).join("\n");
  for (const part of [
    ...["stream-tts-bun", "bun", "citty", "zod", "cmudict", "cmu-pronouncing-dictionary", "Apache-2.0"],
    ...["llama.cpp", "miniaudio", "hts_engine", "open_jtalk", "mecab", "mei", "dictionary"],
    ...["nitech", "fastest-levenshtein"],
  ])
    expect(licences).toContain(part);
  rmSync(all, { recursive: true });
});

test("on a machine with nothing, it installs itself and speaks what the seed line says", async () => {
  const machine = new Machine("machine");
  const program = takeOut(machine.home);
  const installed = await watched(machine.command(program, "models", "unbundle", bundle));
  expect(installed.code).toBe(0);
  expect(installed.memory).toBeLessThan(MEMORY);
  const executable = join(machine.home, ".local", "bin", "stream-tts-bun");
  expect(installed.stderr).toContain(`${executable} --offline`);
  expect(installed.stderr).toContain("Apache-2.0");
  const data = join(machine.home, ".local", "share", "stream-tts-bun", "licences");
  expect(existsSync(join(data, "Apache-2.0"))).toBe(true);

  // What brought it is gone.
  rmSync(program);
  using greeting = new Program(machine.command(executable));
  const run = await greeting.run(["--offline", "--output", greeting.wav], SEED_LINE);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
  expect(translations(greeting)).toEqual(["こんにちは。"]);
  expect(greeting.events("ready")).toMatchObject([{ model: SMALL_MODEL }]);
  expect(await recognised(greeting.wav)).toContain("こんにちは");

  using sentence = new Program(machine.command(executable));
  expect((await sentence.run(["--offline", "--output", sentence.wav], SENTENCE_LINE)).code).toBe(0);
  expect(Number(sentence.events("summary")[0]?.translated_tokens)).toBeGreaterThan(0);

  const verified = await watched(machine.command(executable, "models", "verify"));
  expect(verified.stdout).toContain("as in the catalog");

  const pack = join(machine.home, ".cache", "stream-tts-bun", "voices", "kokoro");
  expect(installed.stderr).toContain(`voice kokoro, licence Apache-2.0 AND MIT: ${pack}`);
  expect(installed.stderr).toContain("credit: Kokoro-82M by hexgrad");
  expect((await watched(machine.command(executable, "voices", "verify"))).stdout).toContain(
    `${pack}: whole\n`,
  );
  using voiced = new Program(machine.command(executable));
  const flags = ["--offline", "--voice", "kokoro", "--output", voiced.wav];
  expect(await voiced.run(flags, SEED_LINE)).toMatchObject({ code: 0, stderr: "" });
  expect(voiced.events("audio")).toMatchObject([{ voice: "jf_tebukuro" }]);
  expect(await recognised(voiced.wav)).toContain("こんにちは");

  // Once more, elsewhere: the model is here already.
  const to = join(machine.home, "programs");
  const again = await watched(machine.command(executable, "models", "unbundle", bundle, "--to", to));
  expect(again.code).toBe(0);
  expect(readdirSync(to)).toEqual(["stream-tts-bun"]);
  expect(again.stderr).toContain(`${to}/stream-tts-bun --offline`);
  expect(again.stderr).toContain(`${SMALL_MODEL}.gguf, which was here already`);
  expect(again.stderr).toContain("voices/kokoro, which was here already");
});

/** What a recogniser of speech hears in a WAV file. */
async function recognised(wav: string): Promise<string> {
  const script = join(import.meta.dir, "..", "..", "scripts", "recognise.ts");
  const child = Bun.spawn([process.execPath, script, wav], { stdio: ["ignore", "pipe", "inherit"] });
  const text = await child.stdout.text();
  expect(await child.exited).toBe(0);
  return text;
}

describe("a bundle that is not installed", () => {
  test("with one bit flipped in the middle of the model, nothing is touched", async () => {
    const machine = new Machine("flipped");
    flip(bundle, Math.floor(statSync(bundle).size * 0.7));
    try {
      const { code, stderr } = await watched(machine.command(EXECUTABLE, "models", "unbundle", bundle));
      expect(code).toBe(1);
      expect(stderr).toContain("(BUNDLE_DAMAGED)");
      expect(readdirSync(machine.home)).toEqual([]);
    } finally {
      flip(bundle, Math.floor(statSync(bundle).size * 0.7));
    }
  });

  test("on a disk with too little room, that is told before anything is written", async () => {
    const home = join(folder, "full");
    mkdirSync(home);
    const steps = [
      `mount -t tmpfs -o size=400m none ${home}`,
      `HOME=${home} XDG_CACHE_HOME= ${EXECUTABLE} models unbundle ${bundle}`,
    ];
    const script = `${steps.join(" && ")}; status=$?; find ${home} -type f ! -name "*.lock"; exit $status`;
    const alone = ["unshare", "--map-root-user", "--net", "--mount", "sh", "-c", script];
    const { code, stdout, stderr } = await watched(alone);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("(BUNDLE_UNINSTALLABLE)");
    expect(stderr).toMatch(/why: .*\/full.* has 4\d\d MB free, and [67]\d\d MB are needed/);
  });

  test("stopped by Ctrl-C in the middle, nothing is left, and the exit code says so", async () => {
    const machine = new Machine("stopped");
    const [first = "", ...words] = machine.command(EXECUTABLE, "models", "unbundle", bundle);
    const child = Bun.spawn([first, ...words], { stdio: ["ignore", "ignore", "pipe"], timeout: LIMIT_MS });
    let told = "";
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
      told += chunk;
      if (told.includes(" 60 %")) child.kill("SIGINT");
    }
    expect(await child.exited).toBe(130);
    const left = readdirSync(machine.home, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"))).toEqual([]);
  });
});

test("without --voice, what was pulled for voices stays here, and that is said", async () => {
  const plain = join(folder, "plain.tar.zst");
  const { code, stderr } = await watched([EXECUTABLE, "models", "bundle", plain, "--model", SMALL_MODEL]);
  expect(code).toBe(0);
  expect(stderr).toContain("the voice kokoro is here and not in it; --voice kokoro takes it along\n");
  expect(Bun.spawnSync(["tar", "--zstd", "-tf", plain]).stdout.toString()).not.toContain("\nvoices/");
  rmSync(plain);
});

test("a voice that was not pulled cannot be taken along, and the command that brings it is told", async () => {
  const home = join(folder, "without");
  const model = ["--model", locateModel(SMALL_MODEL).path];
  const bundling = [
    EXECUTABLE,
    "models",
    "bundle",
    join(folder, "none.tar.zst"),
    ...model,
    "--voice",
    "kokoro",
  ];
  const { code, stderr } = await watched(["env", `XDG_CACHE_HOME=${home}`, ...bundling]);
  expect(code).toBe(1);
  expect(stderr).toContain("fix: run stream-tts-bun voices pull kokoro");
});

describe("GNU tar lists", () => {
  test("long and foreign names", () => {
    using ground = new Ground();
    const names = ["models/日本語のモデル.gguf", `models/${"long-".repeat(30)}.gguf`, "plain"];
    ground.put(sealed(tarOf(names.map((name) => ({ name, contents: Buffer.from(name) })))));
    const list = Bun.spawnSync(["tar", "--zstd", "--quoting-style=literal", "-tf", ground.bundle]);
    expect({ out: list.stdout.toString(), err: list.stderr.toString() }).toEqual({
      ...{ out: names.map((name) => `${name}\n`).join(""), err: "" },
    });
  });

  test("a file of more than 8 GiB, and what comes behind it", () => {
    using ground = new Ground();
    const large = { name: "models/large.gguf", bytes: 9 * 2 ** 30, isProgram: false };
    const header = encodeHeader(large);
    // Holes take no room on the disk.
    writeFileSync(ground.bundle, header);
    truncateSync(ground.bundle, header.length + large.bytes);
    writeFileSync(ground.bundle, tarOf([{ name: "small", contents: Buffer.from("behind") }]), { flag: "a" });
    const list = Bun.spawnSync(["tar", "-tvf", ground.bundle]);
    expect(list.stdout.toString()).toMatch(/ 9663676416 .* models\/large\.gguf\n.* 6 .* small\n$/);
    expect(list.stderr.toString()).toBe("");
  });
});

test("run from sources, there is no executable to bundle, and that is said", async () => {
  const main = join(import.meta.dir, "..", "..", "src", "main.ts");
  const model = ["--model", locateModel(SMALL_MODEL).path];
  const command = [process.execPath, main, "models", "bundle", join(folder, "none.tar.zst"), ...model];
  const { code, stderr } = await watched(command);
  expect(code).toBe(2);
  expect(stderr).toContain("dist/stream-tts-bun models bundle");
});

function flip(path: string, at: number): void {
  const descriptor = openSync(path, "r+");
  try {
    const byte = new Uint8Array(1);
    readSync(descriptor, byte, 0, 1, at);
    writeSync(
      descriptor,
      byte.map((value) => value ^ 16),
      0,
      1,
      at,
    );
  } finally {
    closeSync(descriptor);
  }
}
