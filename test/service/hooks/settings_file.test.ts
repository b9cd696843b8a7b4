import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../../src/errors.ts";
import { claudeSettingsPath, readSettings, writeSettings } from "../../../src/service/hooks/settings_file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
  path = join(folder, "settings.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

function errorOf(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** What lies in the folder beside the settings. */
const others = () => readdirSync(folder).filter((name) => name !== "settings.json");

describe("reading", () => {
  test("what is there", () => {
    writeFileSync(path, '{"a": "ü"}');
    expect(readSettings(path)).toMatchObject({ text: '{"a": "ü"}', realPath: path });
  });

  test("a file that is not there", () => {
    expect(readSettings(path)).toMatchObject({ bytes: null, text: "{}\n" });
  });

  const unreadable: [string, () => void][] = [
    ["a folder", () => mkdirSync(path)],
    ["a link to nothing", () => symlinkSync("elsewhere.json", path)],
    ["bytes that are no UTF-8", () => writeFileSync(path, new Uint8Array([0x7b, 0xff, 0x7d]))],
  ];
  test.each(unreadable)("%s is refused", (_, make) => {
    make();
    const error = errorOf(() => readSettings(path));
    expect(error.code).toBe("SETTINGS_UNREADABLE");
    expect(error.fix).toContain("--settings FILE");
  });
});

describe("writing", () => {
  test.each([0o600, 0o644, 0o640, 0o666])("mode %o is kept", (mode) => {
    writeFileSync(path, "{}");
    chmodSync(path, mode);
    writeSettings(readSettings(path), '{"a":1}');
    expect(readFileSync(path, "utf8")).toBe('{"a":1}');
    expect(statSync(path).mode & 0o7777).toBe(mode);
    expect(others()).toEqual([]);
  });

  test("a new file is for its owner only, and so is its folder", () => {
    const inner = join(folder, "new", "settings.json");
    writeSettings(readSettings(inner), "{}");
    expect(readFileSync(inner, "utf8")).toBe("{}");
    expect(statSync(inner).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "new")).mode & 0o777).toBe(0o700);
  });

  test("through links, which stay", () => {
    const dotfiles = join(folder, "dotfiles");
    mkdirSync(dotfiles);
    writeFileSync(join(dotfiles, "claude.json"), "{}");
    symlinkSync("dotfiles/claude.json", join(folder, "middle"));
    symlinkSync(join(folder, "middle"), path);
    writeSettings(readSettings(path), '{"a":1}');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(dotfiles, "claude.json"), "utf8")).toBe('{"a":1}');
    expect(readdirSync(dotfiles)).toEqual(["claude.json"]);
  });

  const meanwhile: [string, string | null, () => void][] = [
    ["was changed", "{}", () => writeFileSync(path, '{"b":2}')],
    ["was deleted", "{}", () => rmSync(path)],
    ["appeared", null, () => writeFileSync(path, '{"b":2}')],
    ["is write-protected", "{}", () => chmodSync(path, 0o444)],
    [
      "has become a folder",
      "{}",
      () => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ];
  test.each(meanwhile)("a file that %s is left as it is", (_, before, change) => {
    if (before !== null) writeFileSync(path, before);
    const file = readSettings(path);
    change();
    const isThere = readdirSync(folder).includes("settings.json") && statSync(path).isFile();
    const now = isThere ? readFileSync(path, "utf8") : null;
    expect(errorOf(() => writeSettings(file, '{"a":1}')).code).toBe("SETTINGS_UNWRITABLE");
    expect(readdirSync(folder).includes("settings.json") && statSync(path).isFile()).toBe(isThere);
    if (now !== null) expect(readFileSync(path, "utf8")).toBe(now);
    expect(others()).toEqual([]);
  });

  test("a folder that is no folder", () => {
    writeFileSync(join(folder, "file"), "");
    const file = { ...readSettings(path), realPath: join(folder, "file", "settings.json") };
    expect(errorOf(() => writeSettings(file, "{}")).code).toBe("SETTINGS_UNWRITABLE");
  });
});

describe("Claude Code's own file", () => {
  const before = process.env.CLAUDE_CONFIG_DIR;
  afterEach(() => {
    if (before === undefined) delete process.env.CLAUDE_CONFIG_DIR;
    else process.env.CLAUDE_CONFIG_DIR = before;
  });

  test("lies in its folder, or where CLAUDE_CONFIG_DIR says", () => {
    process.env.CLAUDE_CONFIG_DIR = "/elsewhere";
    expect(claudeSettingsPath()).toBe("/elsewhere/settings.json");
    delete process.env.CLAUDE_CONFIG_DIR;
    expect(claudeSettingsPath()).toEndWith("/.claude/settings.json");
  });
});
