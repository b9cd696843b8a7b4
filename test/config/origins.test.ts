import { afterAll, describe, expect, test } from "bun:test";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { settingsReport } from "../../src/config/report.ts";
import { FLAGS_OF } from "../../src/options/commands.ts";
import { parseFlags, SERVE_FLAGS, SPEAK_FLAGS, STATUS_FLAGS } from "../../src/options.ts";
import { ConfigFolder } from "./config_folder.ts";

const folder = new ConfigFolder();
afterAll(() => folder[Symbol.dispose]());

/** What holds for a flag, and where it was said. */
async function shown(command: string, flag: string, argv: string[]): Promise<unknown[]> {
  const { settings } = await settingsReport(command, argv);
  const found = settings.find((setting) => setting.flag === flag);
  const { value, origin } = found ?? {};
  return [value, origin?.kind === "file" ? origin.line : origin?.kind];
}

const TOML = `rate = 1.5
announce = ["tools", "errors"]
tee = true
no-translate = true
offline = true

[serve]
rate = 2
announce = []

[models.pull]
from = "packages"
`;
const toml = folder.write("config.toml", TOML);

describe.each<[command: string, flag: string, argv: string[], expected: unknown[]]>([
  ["speak", "rate", [], ["1.5", 1]],
  ["serve", "rate", [], ["2", 8]],
  ["serve", "rate", ["--rate", "3"], ["3", "command line"]],
  ["speak", "volume", [], ["1.0", "default"]],
  ["speak", "model", [], [null, "default"]],
  ["speak", "announce", [], ["tools,errors", 2]],
  ["serve", "announce", [], ["", 9]],
  ["speak", "tee", [], [true, 3]],
  ["speak", "tee", ["--no-tee"], [false, "command line"]],
  ["speak", "tee", ["--no-tee", "--tee"], [true, "command line"]],
  ["speak", "tee", ["--tee", "--no-tee"], [false, "command line"]],
  ["speak", "no-translate", [], [true, 4]],
  ["speak", "no-translate", ["--translate"], [false, "command line"]],
  ["speak", "no-translate", ["--translate", "--no-translate"], [true, "command line"]],
  ["speak", "offline", [], [true, 5]],
  ["doctor", "offline", ["--no-offline"], [false, "command line"]],
  ["models pull", "from", [], ["packages", 12]],
  ["models pull", "from", ["--from", "hugging-face"], ["hugging-face", "command line"]],
])("of %s, --%s", (command, flag, argv, expected) => {
  test(`with [${argv.join(" ")}] is what ${expected[1]} says`, async () => {
    expect(await shown(command, flag, ["--config", toml, ...argv])).toEqual(expected);
  });
});

test("a table for the cast may hold tables of commands that are called like it", async () => {
  const both = folder.write("both.toml", '[voices]\nmain = "mei"\n[voices.list]\njson = true\n');
  expect(await shown("speak", "voices", ["--config", both])).toEqual(["main=mei", 1]);
  expect(await shown("voices list", "json", ["--config", both])).toEqual([true, 4]);
  const commands = folder.write("commands.toml", "[voices.list]\njson = true\n");
  expect(await shown("speak", "voices", ["--config", commands])).toEqual([null, "default"]);
  expect(await shown("voices list", "json", ["--config", commands])).toEqual([true, 2]);
});

test("the last --config holds", async () => {
  expect(await shown("speak", "rate", ["--config", toml, "--config", "none"])).toEqual(["1.0", "default"]);
});

test("without a file, serve has a default of its own", async () => {
  expect(await shown("serve", "announce", [])).toEqual(["permission", "default"]);
  expect((await parseFlags(SERVE_FLAGS, [], "serve")).announce).toEqual(["permission"]);
  expect((await parseFlags(SERVE_FLAGS, ["--config", toml], "serve")).announce).toEqual([]);
  expect((await parseFlags(SPEAK_FLAGS, [], "speak")).announce).toEqual([]);
});

test("a command that does not have the flag is not told of it", async () => {
  expect(await parseFlags(STATUS_FLAGS, ["--config", toml], "status")).toEqual({ json: false, config: toml });
});

test("the variable of the environment holds whatever a flag says, and is told of", async () => {
  process.env.STREAM_TTS_OFFLINE = "1";
  try {
    expect(await shown("speak", "offline", ["--no-offline"])).toEqual([true, "environment"]);
    expect(await shown("speak", "offline", ["--config", toml])).toEqual([true, 5]);
  } finally {
    delete process.env.STREAM_TTS_OFFLINE;
  }
});

test("paths count from the folder of the file and from the user's, and words are left alone", async () => {
  const path = folder.write(
    "config.toml",
    `glossary = "terms.txt"\nreadings = "~/readings.txt"\ntrace = "-"\noutput = "null"\nmodel = "a-name"
[serve]\ntrace = "../trace"\nmodel = "a.gguf"\n[models.unbundle]\nto = "bin"\n`,
  );
  const here = dirname(path);
  const value = async (command: string, flag: string) => (await shown(command, flag, ["--config", path]))[0];
  expect(await value("speak", "glossary")).toBe(join(here, "terms.txt"));
  expect(await value("speak", "readings")).toBe(join(homedir(), "readings.txt"));
  expect(await value("speak", "trace")).toBe("-");
  expect(await value("speak", "output")).toBe("null");
  expect(await value("speak", "model")).toBe("a-name");
  expect(await value("serve", "trace")).toBe(join(dirname(here), "trace"));
  expect(await value("serve", "model")).toBe(join(here, "a.gguf"));
  expect(await value("models unbundle", "to")).toBe(join(here, "bin"));
});

test.each([
  ["http://me:secret@host:1/v1", "http://***@host:1/v1"],
  ["HTTPS://me:se@cret@host", "HTTPS://***@host"],
  ["http://host:1/a@b", "http://host:1/a@b"],
  ["http://host:1?key=a@b", "http://host:1?key=a@b"],
  ["http://host:1@rate=1.2@pitch=2", "http://host:1@rate=1.2@pitch=2"],
  ["http://me:secret@host@volume=2", "http://***@host@volume=2"],
])("of %p is shown %p", async (text, expected) => {
  expect(await shown("speak", "translator", ["--translator", text])).toEqual([expected, "command line"]);
});

test.each(Object.entries(FLAGS_OF))("of %s every flag is shown, but for --config", async (command, flags) => {
  const { settings, file } = await settingsReport(
    command,
    flags.includes("config") ? ["--config", toml] : [],
  );
  expect(settings.map(({ flag }) => flag)).toEqual(flags.filter((flag) => flag !== "config"));
  expect(file).toBe(flags.includes("config") ? toml : null);
});
