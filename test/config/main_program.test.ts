import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { isOfflineAsked } from "../../src/config/offline_asked.ts";
import { ConfigFolder } from "./config_folder.ts";

const LIMIT_MS = 60_000;
setDefaultTimeout(LIMIT_MS);
const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");

const folder = new ConfigFolder();
afterAll(() => folder[Symbol.dispose]());

function start(home: string, args: readonly string[]) {
  return Bun.spawn([process.execPath, MAIN, ...args], {
    ...{ stdio: ["pipe", "pipe", "pipe"], timeout: LIMIT_MS },
    env: {
      ...process.env,
      XDG_CONFIG_HOME: home,
      XDG_RUNTIME_DIR: folder.path,
      XDG_STATE_HOME: folder.path,
      NO_COLOR: "1",
    },
  });
}

async function run(home: string, args: readonly string[], stdin = "") {
  const child = start(home, args);
  child.stdin.write(stdin);
  child.stdin.end();
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, stdout, stderr };
}

/** The texts that a dry run would speak. */
const spoken = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).text);

const CODE = "Here it is.\n\n```sh\nls\n```\n\nThat is all.\n";

describe.each([
  ["config.toml", 'code = "skip"\ninput = "text"\n[speak]\ndry-run = true\n'],
  ["config.json", '{ "code": "skip", "input": "text", "speak": { "dry-run": true } }'],
])("with %s in the usual place", (name, text) => {
  const home = folder.home({ [name]: text });

  test("its settings hold where the command line says nothing", async () => {
    const { code, stdout } = await run(home, [], CODE);
    expect({ code, spoken: spoken(stdout) }).toEqual({ code: 0, spoken: ["Here it is.", "That is all."] });
  });

  test("the command line goes before it, and --config none leaves it out", async () => {
    const announced = ["Here it is.", expect.stringContaining("コード"), "That is all."];
    expect(spoken((await run(home, ["--code", "announce"], CODE)).stdout)).toEqual(announced);
    const without = ["--config", "none", "--input", "text", "--dry-run"];
    expect(spoken((await run(home, without, CODE)).stdout)).toEqual(announced);
  });

  test("config show says so", async () => {
    const { code, stdout } = await run(home, ["config", "show", "--voice", "nitech"]);
    expect(code).toBe(0);
    expect(stdout).toStartWith(`config file: ${join(home, "stream-tts-bun", name)}\n`);
    expect(stdout).toMatch(new RegExp(`^--code +skip +${name}:1$`, "m"));
    expect(stdout).toMatch(/^--voice +nitech +command line$/m);
    expect(stdout).toMatch(/^--rate +1\.0 +default$/m);
    expect((await run(home, ["config"])).stdout).toBe((await run(home, ["config", "show"])).stdout);
  });

  test("config show --json says so to programs", async () => {
    const { stdout } = await run(home, ["config", "show", "speak", "--json"]);
    const { command, file, settings } = JSON.parse(stdout);
    const path = join(home, "stream-tts-bun", name);
    expect({ command, file }).toEqual({ command: "speak", file: path });
    expect(settings).toContainEqual({ flag: "code", value: "skip", from: "file", file: path, line: 1 });
    expect(settings).toContainEqual({ flag: "tee", value: false, from: "default" });
    expect(settings).toContainEqual({ flag: "model", value: null, from: "default" });
  });
});

test("without a file, config show says where it would be, and what there is to show", async () => {
  const home = folder.home({});
  const places = ["config.toml", "config.json"].map((name) => join(home, "stream-tts-bun", name));
  const { stdout } = await run(home, ["config", "show"]);
  expect(stdout).toStartWith(`config file: none; it would be ${places.join(" or ")}\n`);
  const { code, stderr } = await run(home, ["config", "show", "stauts"]);
  expect(code).toBe(2);
  expect(stderr).toContain("why: there is status");
});

describe("with a file that is wrong", () => {
  const home = folder.home({ "config.toml": '\nvoise = "mei"\n[serve]\nrate = 9\n' });
  const one = folder.home({ "config.toml": '\nvoise = "mei"\n' });

  test.each([[["--dry-run"]], [["status"]], [["models", "list"]], [["config", "show"]], [["ctl", "pause"]]])(
    "%j tells everything that is wrong, and ends with 2",
    async (args) => {
      const { code, stdout, stderr } = await run(home, args);
      expect({ code, stdout, stderr }).toEqual({
        ...{ code: 2, stdout: "" },
        stderr: `error: 2 things are wrong in config.toml (USAGE)
  why: config.toml:2:1: voise is no setting: there is voice, voices
       config.toml:4:8: rate does not take 9: must be a number from 0.5 to 4
  fix: correct ${join(home, "stream-tts-bun", "config.toml")}; stream-tts-bun config --help tells what may stand in it
`,
      });
    },
  );

  test("one thing is told in the three lines of every error", async () => {
    const { code, stderr } = await run(one, ["--dry-run"]);
    expect({ code, lines: stderr.split("\n").slice(0, 2) }).toEqual({
      code: 2,
      lines: ["error: config.toml:2:1: voise is no setting (USAGE)", "  why: there is voice, voices"],
    });
  });

  test.each([
    [["--version"], manifest.version],
    [["--help"], "USAGE"],
    [["serve", "--help"], "USAGE"],
    [["completions", "bash"], "complete"],
    [["--config", "none", "--dry-run"], ""],
    [["hook"], ""],
  ])("%j does not care", async (args, shown) => {
    const { code, stdout, stderr } = await run(home, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(shown);
  });
});

describe("offline = true in a file", () => {
  const home = folder.home({ "config.toml": "offline = true\n[doctor]\noffline = false\n" });
  const other = folder.write("other.toml", "offline = false");

  test.each<[command: string, argv: string[], expected: boolean]>([
    ["speak", [], true],
    ["serve", [], true],
    ["doctor", [], false],
    ["doctor", ["--offline"], true],
    ["status", [], false],
    ["models pull", [], false],
    ["speak", ["--no-offline"], false],
    ["speak", ["--offline", "--no-offline"], false],
    ["speak", ["--no-offline", "--offline"], true],
    ["speak", ["--config", "none"], false],
    ["speak", ["--config", other], false],
    ["speak", [`--config=${other}`], false],
    ["speak", ["--config", "none", "--offline"], true],
    ["speak", ["--voice", "mei", "--no-such-flag"], true],
    ["speak", ["--", "--no-offline"], true],
  ])("of %s %j makes it %p", async (command, argv, expected) => {
    const before = process.env.XDG_CONFIG_HOME;
    process.env.XDG_CONFIG_HOME = home;
    try {
      expect(await isOfflineAsked(command, argv)).toBe(expected);
    } finally {
      process.env.XDG_CONFIG_HOME = before;
    }
  });

  /** What the kernel does with the system calls of a run that has begun to read: 2 is a filter. */
  async function filterOf(args: string[]): Promise<string | undefined> {
    const child = start(home, ["--input", "text", "--dry-run", ...args]);
    child.stdin.write("It has begun.\n\n");
    child.stdin.flush();
    const reader = child.stdout.getReader();
    await reader.read();
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    child.stdin.end();
    await child.exited;
    return /^Seccomp:\s+(\d)$/m.exec(status)?.[1];
  }

  test.skipIf(process.platform !== "linux")("has the kernel filter sockets, as the flag has", async () => {
    const own = /^Seccomp:\s+(\d)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    expect(await filterOf([])).toBe("2");
    expect(await filterOf(["--no-offline"])).toBe(own);
  });
});
