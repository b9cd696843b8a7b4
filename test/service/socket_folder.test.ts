import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectService } from "../../src/service/connect.ts";
import { ensureServiceFolder, serviceFolders, socketPath } from "../../src/service/folder.ts";
import { ownPlaces } from "./reception.ts";

const NOBODY = 65534;

let places: ReturnType<typeof ownPlaces>;
beforeEach(() => {
  places = ownPlaces();
});
afterEach(() => places[Symbol.dispose]());

test("the folder is made for us alone, with what is missing above it, whatever the umask", () => {
  const folder = join(places.root, "a", "service");
  const umask = process.umask(0);
  try {
    ensureServiceFolder(folder);
  } finally {
    process.umask(umask);
  }
  expect(lstatSync(folder).mode & 0o777).toBe(0o700);
  ensureServiceFolder(folder);
});

describe("a folder that is not ours alone is told and left as it is", () => {
  const kinds: [string, (path: string) => void, { why: RegExp; fix: RegExp }][] = [
    [
      "a link",
      (path) => {
        mkdirSync(`${path}-other`, { mode: 0o700 });
        symlinkSync(`${path}-other`, path);
      },
      { why: /it is a link/, fix: /: rm \/\S+stream-tts-bun-service$/ },
    ],
    ["a link to nowhere", (path) => symlinkSync(`${path}-none`, path), { why: /it is a link/, fix: /rm / }],
    [
      "a file",
      (path) => writeFileSync(path, ""),
      { why: /not a folder/, fix: /: rm \/\S+stream-tts-bun-service$/ },
    ],
    [
      "open to read",
      (path) => {
        mkdirSync(path);
        chmodSync(path, 0o755);
      },
      { why: /permissions are 0755/, fix: /^chmod 700 \/\S+stream-tts-bun-service$/ },
    ],
    [
      "open to a group",
      (path) => {
        mkdirSync(path);
        chmodSync(path, 0o710);
      },
      { why: /permissions are 0710/, fix: /^chmod 700 / },
    ],
  ];
  if (process.geteuid?.() === 0)
    kinds.push([
      "somebody else's",
      (path) => {
        mkdirSync(path, { mode: 0o700 });
        chownSync(path, NOBODY, NOBODY);
      },
      { why: /belongs to user 65534/, fix: /sudo rm -r / },
    ]);

  test.each(kinds)("%s", async (_, make, { why, fix }) => {
    const path = join(places.root, "stream-tts-bun-service");
    make(path);
    const before = lstatSync(path);
    const told = expect.objectContaining({
      ...{ code: "SERVICE_FOLDER", why: expect.stringMatching(why), fix: expect.stringMatching(fix) },
    });
    expect(() => ensureServiceFolder(path)).toThrow(told);
    await expect(connectService("control", { sounds: false })).rejects.toEqual(told);
    expect(lstatSync(path).mode).toBe(before.mode);
  });
});

test("a path with a space is one word of the command that helps", () => {
  const path = join(places.root, "it's here");
  mkdirSync(path);
  chmodSync(path, 0o777);
  expect(() => ensureServiceFolder(path)).toThrow(
    expect.objectContaining({ fix: `chmod 700 '${places.root}/it'\\''s here'` }),
  );
});

test("a folder that cannot be made is told", () => {
  writeFileSync(join(places.root, "file"), "");
  expect(() => ensureServiceFolder(join(places.root, "file", "service"))).toThrow(
    expect.objectContaining({ code: "SERVICE_FOLDER" }),
  );
});

describe("where the service is looked for", () => {
  const cache = () => join(places.root, "cache", "stream-tts-bun", "service");

  test("the runtime folder comes first", () => {
    expect(serviceFolders()).toEqual([join(places.root, "stream-tts-bun-service"), cache()]);
  });

  test.each(["relative/folder", "", "/nowhere/at/all"])("%p is no runtime folder", (value) => {
    process.env.XDG_RUNTIME_DIR = value;
    expect(serviceFolders()).toEqual([cache()]);
  });

  test.skipIf(process.geteuid?.() !== 0)("another user's runtime folder is not ours", () => {
    chownSync(places.root, NOBODY, NOBODY);
    expect(serviceFolders()).toEqual([cache()]);
  });
});

test("a path that the system cannot take as an address is told before it is cut off", () => {
  const room = (process.platform === "darwin" ? 104 : 108) - "/socket\0".length;
  expect(socketPath(`/${"a".repeat(room - 1)}`)).toEndWith("a/socket");
  for (const folder of [`/${"a".repeat(room)}`, `/${"a".repeat(room - 3)}あ`])
    expect(() => socketPath(folder)).toThrow(
      expect.objectContaining({ code: "SERVICE_FOLDER", why: expect.stringContaining("bytes") }),
    );
});
