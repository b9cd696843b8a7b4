import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfigFile } from "../../src/config/config_file.ts";
import { configOf } from "../../src/config/config_of.ts";
import { ConfigFolder } from "./config_folder.ts";

const folder = new ConfigFolder();
afterAll(() => folder[Symbol.dispose]());

/** Reads what is in the usual place below a folder. */
function inHome<T>(home: string, read: () => T): T {
  const before = process.env.XDG_CONFIG_HOME;
  process.env.XDG_CONFIG_HOME = home;
  try {
    return read();
  } finally {
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before;
  }
}

const usual = (home: string) => inHome(home, () => readConfigFile(undefined));

test("without a file in the usual place there is none", () => {
  expect(usual(folder.home({}))).toBeNull();
  const file = folder.write("file", "");
  expect(usual(file)).toBeNull();
  writeFileSync(join(folder.path, "stream-tts-bun"), "");
  expect(usual(folder.path)).toBeNull();
});

test.each(["config.toml", "config.json"])("%s is found in the usual place", (name) => {
  const home = folder.home({ [name]: "\u{feff}{}" });
  expect(usual(home)).toEqual({
    ...{ path: join(home, "stream-tts-bun", name), name, text: "{}" },
    format: name === "config.json" ? "json" : "toml",
  });
});

test("two files in the usual place are refused, and both are named", () => {
  const home = folder.home({ "config.toml": "", "config.json": "{}" });
  const named = ["config.toml", "config.json"].map((name) => join(home, "stream-tts-bun", name));
  expect(() => usual(home)).toThrow(
    expect.objectContaining({
      code: "USAGE",
      why: `${named.join(" and ")} are both there, and only one can hold`,
    }),
  );
});

test("with --config none, and with another file, the usual one is not looked at", async () => {
  const home = folder.home({ "config.toml": "", "config.json": "" });
  expect(inHome(home, () => readConfigFile("none"))).toBeNull();
  const other = folder.write("other", "rate = 2");
  expect(inHome(home, () => readConfigFile(other))).toEqual({
    ...{ path: other, name: other, format: "toml", text: "rate = 2" },
  });
});

test.each<[name: string, make: (path: string) => void, why: string]>([
  ["is missing", () => {}, "there is no such file"],
  ["is a folder", (path) => mkdirSync(path), "it is a folder"],
  ["is a pipe", (path) => expect(Bun.spawnSync(["mkfifo", path]).exitCode).toBe(0), "it is no regular file"],
  ["leads to itself", (path) => symlinkSync(path, path), "ELOOP"],
  [
    "is no UTF-8",
    (path) => writeFileSync(path, Buffer.from("a = 1\nb = '\xe9'\n", "latin1")),
    "line 2 is not UTF-8",
  ],
  [
    "is UTF-16",
    (path) => writeFileSync(path, Buffer.from("\u{feff}a = 1\n", "utf16le")),
    "line 1 is not UTF-8",
  ],
  [
    "is of 100 MB",
    (path) => {
      writeFileSync(path, "");
      truncateSync(path, 100_000_000);
    },
    "it is larger than 64 KB",
  ],
])("a named file that %s cannot be read", (name, make, why) => {
  const path = join(folder.path, name);
  make(path);
  expect(() => readConfigFile(path)).toThrow(
    expect.objectContaining({ code: "CONFIG_UNREADABLE", why: expect.stringContaining(why) }),
  );
});

test.skipIf(process.getuid?.() === 0)(
  "a file that may not be read is told of, also in the usual place",
  () => {
    const home = folder.home({ "config.toml": "" });
    chmodSync(join(home, "stream-tts-bun", "config.toml"), 0);
    expect(() => usual(home)).toThrow(
      expect.objectContaining({ code: "CONFIG_UNREADABLE", why: expect.stringContaining("EACCES") }),
    );
  },
);

test.each([
  ["config.toml", ""],
  ["config.toml", "\r\n# only this\r\n"],
  ["config.json", " \n"],
  ["config.json", "{}"],
])("%s with %j says nothing", async (name, text) => {
  const config = await configOf(folder.write(name, text));
  expect(config?.setting("speak", "rate")).toBeUndefined();
});

test.each([
  ["config.toml", "\u{feff}\r\nrate = 2\r\n[serve]\r\nrate = 3\r\n"],
  ["config.json", '\u{feff}{\r\n"rate": 2,\r\n"serve": {"rate": 3}}\r\n'],
])("%s may have a byte order mark and lines of another system", async (name, text) => {
  const path = folder.write(name, text);
  const config = await configOf(path);
  const origin = { kind: "file", path, name: path } as const;
  expect(config?.setting("speak", "rate")).toEqual({ value: "2", origin: { ...origin, line: 2 } });
  expect(config?.setting("serve", "rate")).toMatchObject({ value: "3" });
});
