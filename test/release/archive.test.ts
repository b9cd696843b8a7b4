import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { dataFile, type ReleaseFile } from "../../scripts/release/file.ts";
import { membersOf } from "../../scripts/release/members.ts";
import { gzipOf, tarOf } from "../../scripts/release/tar.ts";
import { run } from "../../src/fetch/command.ts";

const LIMIT_MS = 10_000;
const TREE: readonly ReleaseFile[] = [
  { path: "program", bytes: Buffer.from("#!/bin/sh\n"), isProgram: true },
  dataFile("share/man/man1/program.1", ".TH PROGRAM 1\n"),
  dataFile("share/completions/_program", "#compdef program\n"),
  dataFile("licences/a/COPYING", "You may.\n"),
  dataFile("licences/empty", ""),
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "release-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("an archive", () => {
  test("is unpacked by tar to what was put into it, with one mode for programs and one for all else", async () => {
    const archive = join(folder, "program-1.0.tar.gz");
    writeFileSync(archive, gzipOf(tarOf("program-1.0", TREE)));
    await run(["tar", "-xzf", archive, "-C", folder], LIMIT_MS);
    const found = readdirSync(join(folder, "program-1.0"), { recursive: true, encoding: "utf8" });
    const files = found.filter((name) => statSync(join(folder, "program-1.0", name)).isFile());
    expect(files.sort()).toEqual(TREE.map(({ path }) => path).sort());
    for (const { path, bytes, isProgram } of TREE) {
      const unpacked = join(folder, "program-1.0", path);
      expect(readFileSync(unpacked).equals(bytes)).toBe(true);
      expect(statSync(unpacked).mode & 0o777).toBe(isProgram ? 0o755 : 0o644);
    }
  });

  test("tells of every folder before what lies in it, once", () => {
    const names = membersOf({ name: "a.tar", bytes: tarOf(".", TREE) })?.map(({ name }) => name) ?? [];
    const folders = names.filter((name) => name.endsWith("/"));
    expect(folders).toEqual([...new Set(folders)]);
    for (const name of names.filter((one) => one !== "./")) {
      const parent = name.replace(/[^/]+\/?$/, "");
      expect(names.indexOf(parent)).toBeLessThan(names.indexOf(name));
      expect(names).toContain(parent);
    }
  });

  test("has the same bytes whatever the order of its files", () => {
    const same = fc.shuffledSubarray([...TREE], { minLength: TREE.length });
    const expected = Buffer.from(tarOf("x", TREE));
    fc.assert(fc.property(same, (files) => expected.equals(tarOf("x", files))));
  });

  test("holds any contents", () => {
    const files = fc.uniqueArray(
      fc.record({ path: fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,3}\.txt$/), bytes: fc.uint8Array() }),
      { selector: ({ path }) => path },
    );
    fc.assert(
      fc.property(files, (made) => {
        const tar = tarOf(
          "x",
          made.map((file) => ({ ...file, isProgram: false })),
        );
        const members = membersOf({ name: "a.tar", bytes: tar }) ?? [];
        const found = members.filter(({ name }) => !name.endsWith("/"));
        const expected = made.map(({ path, bytes }) => [`x/${path}`, [...bytes]]);
        expect(found.map(({ name, bytes }) => [name, [...bytes]]).sort()).toEqual(expected.sort());
      }),
    );
  });
});

test("a compressed file names no time, no file and no system", () => {
  const text = Buffer.from("text ".repeat(1000));
  const header = gzipOf(text).subarray(0, 10);
  // RFC 1952: magic, method, flags, four bytes of time, compression, system.
  expect([...header.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  expect(header[9]).toBe(255);
});
