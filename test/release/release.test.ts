import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { releaseArguments } from "../../scripts/release/arguments.ts";
import { buildPathsIn } from "../../scripts/release/build_paths.ts";
import { compareReleases } from "../../scripts/release/compare.ts";
import { releaseFacts } from "../../scripts/release/facts.ts";
import { dataFile } from "../../scripts/release/file.ts";
import { signCommand } from "../../scripts/release/signing.ts";
import { sumsOf } from "../../scripts/release/sums.ts";
import { gzipOf, tarOf } from "../../scripts/release/tar.ts";
import { removeEarlier } from "../../scripts/release/written.ts";
import { run } from "../../src/fetch/command.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "release-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a release is told", () => {
  test("nothing: all systems, no place, no signature", () => {
    expect(releaseArguments([])).toEqual({
      targets: ["linux-x64", "linux-arm64", "darwin-arm64"],
      baseUrl: null,
      signer: null,
    });
  });

  test("everything", () => {
    const argv = "--target darwin-arm64 --target linux-x64 --base-url https://example.org/v1/ --p12 a.p12";
    expect(releaseArguments([...argv.split(" "), "--p12-password-file", "b"])).toEqual({
      targets: ["linux-x64", "darwin-arm64"],
      baseUrl: "https://example.org/v1",
      signer: { by: "rcodesign", p12: "a.p12", passwordFile: "b" },
    });
  });

  test.each([
    [["--target", "linux-x86"], "linux-x64"],
    [["--base-url", "example"], "URL"],
    [["--sign", "me", "--p12", "a"], "two ways"],
    [["--p12-password-file", "a"], "needs --p12"],
    [["--target", "linux-x64", "--sign", "me"], "only what is for macOS"],
    [["--colour"], "--colour"],
    [["linux-x64"], "linux-x64"],
  ])("%p, and says what is wrong with that", (argv, why) => {
    const failure = { code: "USAGE", why: expect.stringContaining(why) };
    expect(() => releaseArguments(argv)).toThrow(expect.objectContaining(failure));
  });
});

describe("a signature is made", () => {
  test("by codesign with an identity", () => {
    const command = signCommand({ by: "codesign", identity: "Developer ID" }, "program");
    expect(command.slice(-3)).toEqual(["--sign", "Developer ID", "program"]);
    expect(command.join(" ")).toContain("--options runtime");
  });

  test.each([
    [null, "rcodesign sign --p12-file a.p12 --code-signature-flags runtime"],
    ["b", "rcodesign sign --p12-file a.p12 --p12-password-file b --code-signature-flags runtime"],
  ])("by rcodesign, the password in %p", (passwordFile, beginning) => {
    const command = signCommand({ by: "rcodesign", p12: "a.p12", passwordFile }, "program");
    expect(command.join(" ")).toStartWith(beginning);
    expect(command.at(-1)).toBe("program");
  });
});

describe("a path of the building machine", () => {
  test.each([
    ["/build/checkout/src/a.c", ["/build/checkout/src/a.c"]],
    ["\0/build/checkout/a.c\0/build/checkout/a.c\0", ["/build/checkout/a.c"]],
    ["file:///build/checkout/a.c:12 failed", ["/build/checkout/a.c:12"]],
    ["/build/checkouts/a.c", []],
    ["/mnt/build/checkout/a.c", []],
    ["/$bunfs/root/program", []],
    ["/root/.cache/a", ["/root/.cache/a"]],
  ])("in %p is %p", (text, found) => {
    expect(buildPathsIn(Buffer.from(text), ["/build/checkout", "/root", "/"])).toEqual(found);
  });
});

test("sums are sorted, and sha256sum finds the files whole", async () => {
  const place = join(folder, "sums");
  mkdirSync(place);
  const paths = ["b.txt", "a.txt"].map((name) => join(place, name));
  for (const path of paths) writeFileSync(path, path);
  const text = sumsOf(paths);
  expect(text).toMatch(/^[0-9a-f]{64} {2}a\.txt\n[0-9a-f]{64} {2}b\.txt\n$/);
  writeFileSync(join(place, "SHA256SUMS"), text);
  const told = await run(["sha256sum", "--check", "--strict", "SHA256SUMS"], 10_000, { cwd: place });
  expect(told).toBe("a.txt: OK\nb.txt: OK\n");
});

test("what an earlier release has left is taken away, and nothing else", () => {
  const place = join(folder, "earlier");
  mkdirSync(join(place, "linux-x64"), { recursive: true });
  const old = ["stream-tts-bun-0.0.9-linux-x64.tar.gz", "stream-tts-bun_0.0.9_amd64.deb", "SHA256SUMS"];
  const kept = ["stream-tts-bun", "parts.json", "linux-x64"];
  for (const name of [...old, ...kept.slice(0, 2)]) writeFileSync(join(place, name), "");
  removeEarlier(place);
  expect([...new Bun.Glob("*").scanSync({ cwd: place, onlyFiles: false })].sort()).toEqual(kept.sort());
});

test("the program's own facts are found", () => {
  const { version, maintainer, baseUrl } = releaseFacts();
  expect(maintainer).toBe("the stream-tts-bun authors");
  expect(baseUrl).toEndWith(`/releases/download/v${version}`);
});

describe("two releases", () => {
  const archive = (text: string) => gzipOf(tarOf("p-1", [dataFile("LICENSE", text), dataFile("b", "\0b")]));
  const made = (name: string, change: (place: string) => void) => {
    const place = join(folder, name);
    cpSync(join(folder, "first"), place, { recursive: true });
    change(place);
    return compareReleases(join(folder, "first"), place);
  };
  beforeAll(() => {
    const place = join(folder, "first");
    mkdirSync(join(place, "linux-x64"), { recursive: true });
    writeFileSync(join(place, "p-1.tar.gz"), archive("one\ntwo\n"));
    writeFileSync(join(place, "linux-x64", "stream-tts-bun"), "\0program");
    writeFileSync(join(place, "parts.json"), "not released");
  });

  test("are the same", () => {
    expect(made("same", (place) => writeFileSync(join(place, "parts.json"), "another"))).toEqual([]);
  });

  test("differ inside an archive", () => {
    expect(made("inside", (place) => writeFileSync(join(place, "p-1.tar.gz"), archive("one\n2\n")))).toEqual([
      "p-1.tar.gz > p-1.tar > p-1/LICENSE: line 2 is another",
    ]);
  });

  test("differ in a program", () => {
    const change = (place: string) => writeFileSync(join(place, "linux-x64", "stream-tts-bun"), "\0PrograM");
    expect(made("program", change)).toEqual([
      "linux-x64/stream-tts-bun: 2 of 8 bytes are others, from 0x1 to 0x7",
    ]);
  });

  test("differ in how they are packed", () => {
    const change = (place: string) => {
      const files = [dataFile("LICENSE", "one\ntwo\n"), dataFile("b", "\0b")];
      writeFileSync(join(place, "p-1.tar.gz"), Bun.gzipSync(Buffer.from(tarOf("p-1", files)), { level: 1 }));
    };
    expect(made("packed", change)).toEqual(["p-1.tar.gz: the same contents, packed otherwise"]);
  });

  test("differ in what there is", () => {
    const change = (place: string) => rmSync(join(place, "p-1.tar.gz"));
    expect(made("fewer", change)).toEqual([`p-1.tar.gz: only in ${join(folder, "first")}`]);
  });
});
