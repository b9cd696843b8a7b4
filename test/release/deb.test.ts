import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { debOf } from "../../scripts/release/deb.ts";
import { dataFile } from "../../scripts/release/file.ts";
import { archiveFiles, debianFiles, type Ingredients } from "../../scripts/release/layout.ts";
import { membersOf } from "../../scripts/release/members.ts";
import { run } from "../../src/fetch/command.ts";

const LIMIT_MS = 10_000;
const INGREDIENTS: Ingredients = {
  program: Buffer.from("#!/bin/sh\necho spoken\n"),
  licence: Buffer.from("MIT License\n"),
  readme: Buffer.from("# stream-tts-bun\n"),
  changelog: Buffer.from("# Changelog\n"),
  licences: [
    dataFile("licences/llm/LICENSE.llvm", "The same.\n"),
    dataFile("licences/player/LICENSE.llvm", "The same.\n"),
    dataFile("licences/zod", "Another.\n"),
  ],
  manPage: ".TH STREAM-TTS-BUN 1\n",
  completions: { bash: "complete\n", zsh: "#compdef stream-tts-bun\n", fish: "complete -c\n" },
};
const CONTROL = {
  package: "stream-tts-bun",
  version: "1.2.3",
  architecture: "amd64",
  maintainer: "the authors",
  homepage: null,
  depends: ["libc6 (>= 2.34)", "libgcc-s1"],
  recommends: ["libpulse0 | libasound2"],
  description: ["Hear it", "It speaks.", ".", "More."],
} as const;

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "release-"));
  file = join(folder, "a.deb");
  writeFileSync(file, debOf(CONTROL, debianFiles(INGREDIENTS)));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the archive has program, licences, man page and completions where the formula takes them from", () => {
  expect(
    archiveFiles(INGREDIENTS)
      .map(({ path }) => path)
      .sort(),
  ).toEqual([
    "LICENSE",
    "README.md",
    "licences/llm/LICENSE.llvm",
    "licences/player/LICENSE.llvm",
    "licences/zod",
    "share/completions/_stream-tts-bun",
    "share/completions/stream-tts-bun.bash",
    "share/completions/stream-tts-bun.fish",
    "share/man/man1/stream-tts-bun.1",
    "stream-tts-bun",
  ]);
});

test("the copyright of the package has every licence once, with all that it is of", () => {
  const copyright = debianFiles(INGREDIENTS).find(({ path }) => path.endsWith("/copyright"));
  const text = Buffer.from(copyright?.bytes ?? []).toString();
  expect(text).toContain("stream-tts-bun:\n\nMIT License\n");
  expect(text).toContain("llm/LICENSE.llvm, player/LICENSE.llvm:\n\nThe same.\n");
  expect(text.split("The same.")).toHaveLength(2);
  expect(text).toContain("zod:\n\nAnother.\n");
});

test("a package consists of a version, what dpkg reads and what it installs, in this order", () => {
  const members = membersOf({ name: "a.deb", bytes: readFileSync(file) });
  expect(members?.map(({ name }) => name)).toEqual(["debian-binary", "control.tar.gz", "data.tar.gz"]);
  expect(Buffer.from(members?.[0]?.bytes ?? []).toString()).toBe("2.0\n");
});

test("the same input gives the same package", () => {
  expect(Buffer.from(debOf(CONTROL, debianFiles(INGREDIENTS)).buffer).equals(readFileSync(file))).toBe(true);
});

describe.skipIf(Bun.which("dpkg-deb") === null)("dpkg-deb", () => {
  test("reads the fields", async () => {
    const fields = await run(["dpkg-deb", "--field", file], LIMIT_MS);
    expect(fields).toBe(
      [
        "Package: stream-tts-bun",
        "Version: 1.2.3",
        "Section: sound",
        "Priority: optional",
        "Architecture: amd64",
        "Maintainer: the authors",
        "Installed-Size: 7",
        "Depends: libc6 (>= 2.34), libgcc-s1",
        "Recommends: libpulse0 | libasound2",
        "Description: Hear it",
        " It speaks.",
        " .",
        " More.",
        "",
      ].join("\n"),
    );
  });

  test("unpacks the files, which have the sums that the package names", async () => {
    const root = join(folder, "root");
    await run(["dpkg-deb", "--extract", file, root], LIMIT_MS);
    await run(["dpkg-deb", "--control", file, join(folder, "control")], LIMIT_MS);
    await run(["md5sum", "--check", "--strict", join(folder, "control", "md5sums")], LIMIT_MS, { cwd: root });
    const program = join(root, "usr", "bin", "stream-tts-bun");
    expect(statSync(program).mode & 0o777).toBe(0o755);
    expect(await run([program], LIMIT_MS)).toBe("spoken\n");
    const read = (...path: string[]) => readFileSync(join(root, "usr", "share", ...path));
    const unpacked = Bun.gunzipSync(read("man", "man1", "stream-tts-bun.1.gz"));
    expect(Buffer.from(unpacked).toString()).toBe(INGREDIENTS.manPage);
    const { bash, zsh, fish } = INGREDIENTS.completions;
    expect(read("bash-completion", "completions", "stream-tts-bun").toString()).toBe(bash);
    expect(read("zsh", "vendor-completions", "_stream-tts-bun").toString()).toBe(zsh);
    expect(read("fish", "vendor_completions.d", "stream-tts-bun.fish").toString()).toBe(fish);
  });
});
