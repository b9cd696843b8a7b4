import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { compareVersions, elfNeeds, highestVersion } from "../../scripts/release/elf.ts";
import { debianDepends, type Needs, needsFaults, needsTable } from "../../scripts/release/needs.ts";

const library = (path: string, more: Partial<Needs> = {}): Needs => ({
  path,
  machine: "x64",
  libraries: ["libc.so.6"],
  runpath: null,
  versions: new Map([["libc.so.6", ["GLIBC_2.2.5", "GLIBC_2.17"]]]),
  ...more,
});
const versions = (...names: string[]) => new Map([["libc.so.6", names]]);

describe("what a build must not need", () => {
  const OURS = "llm/libtts_llm.so";
  test.each<[string, Needs, string[]]>([
    ["nothing", library(OURS), []],
    ["another processor", library(OURS, { machine: "arm64" }), [`${OURS}: it is for arm64`]],
    [
      "a library that nobody has",
      library(OURS, { libraries: ["libpulse.so.0"] }),
      [`${OURS}: it needs libpulse.so.0, which is neither the system's nor inside`],
    ],
    [
      "a library beside it that it does not look for there",
      library(OURS, { libraries: ["libggml.so"], runpath: "/lib" }),
      [`${OURS}: it does not look for libggml.so beside itself`],
    ],
    ["a library beside it", library(OURS, { libraries: ["libggml.so"], runpath: "/lib:$ORIGIN" }), []],
    [
      "a newer C library",
      library(OURS, { versions: versions("GLIBC_2.29") }),
      [`${OURS}: it needs glibc 2.29, and ours are for 2.28`],
    ],
    ["a newer C library for what is not ours", library("a.so", { versions: versions("GLIBC_2.34") }), []],
    [
      "an unwinder of its own",
      library(OURS, { libraries: ["libllama.so"], runpath: "$ORIGIN" }),
      [`${OURS}: an exception of libllama would crash it, because it does not need libgcc_s.so.1`],
    ],
  ])("%s", (_, file, faults) => {
    const beside = [library("llm/libggml.so"), library("llm/libllama.so")];
    expect(needsFaults([file, ...beside], "linux-x64")).toEqual(faults);
  });
});

test.each([
  [["GLIBC_2.17"], ["libc6 (>= 2.17)"]],
  [["GLIBC_2.9", "GLIBC_2.34"], ["libc6 (>= 2.34)"]],
])("a package depends on the C library for %p", (names, depends) => {
  expect(debianDepends([library("a.so", { versions: versions(...names) })])).toEqual(depends);
});

test.each([
  ["GLIBCXX_3.4.28", "10"],
  ["GLIBCXX_3.4.29", "11"],
  ["GLIBCXX_3.4.30", "12"],
  ["GLIBCXX_3.4.31", "13.2"],
])("a package depends on the C++ runtime for %p", (name, version) => {
  const file = library("a.so", { libraries: ["libstdc++.so.6"], versions: versions("GLIBC_2.17", name) });
  expect(debianDepends([file])).toEqual(["libc6 (>= 2.17)", `libstdc++6 (>= ${version})`]);
});

test("a C++ runtime that is not known is told of", () => {
  const file = library("a.so", { libraries: ["libstdc++.so.6"], versions: versions("GLIBCXX_3.4.99") });
  expect(() => debianDepends([file])).toThrow("GLIBCXX_3.4.99");
});

test("the table has a line for each file", () => {
  expect(needsTable([library("a.so", { versions: versions("GLIBC_2.9", "GLIBC_2.17") })])).toBe(
    "file  GLIBC  GLIBCXX  CXXABI  GCC  libraries\na.so  2.17   -        -       -    libc.so.6\n",
  );
});

test("versions are ordered as numbers", () => {
  expect(["2.34", "2.4", "2.17", "3", "2.2.5"].sort(compareVersions)).toEqual([
    "2.2.5",
    "2.4",
    "2.17",
    "2.34",
    "3",
  ]);
});

describe.skipIf(process.platform !== "linux")("an ELF file", () => {
  const bytes = readFileSync(process.execPath);
  /** Headers, the dynamic section and what it refers to are among the first bytes. */
  const BYTES = 1 << 20;

  test("says what Bun needs", () => {
    const needs = elfNeeds(bytes);
    expect<string>(needs.machine).toBe(process.arch);
    expect(needs.libraries).toContain("libc.so.6");
    expect(needs.versions.get("libc.so.6")).toContain("GLIBC_2.17");
    expect(highestVersion(needs, "GLIBC")).not.toBeNull();
    expect(highestVersion(needs, "GLIBCXX")).toBeNull();
  });

  test("that is damaged ends in an error or an answer", () => {
    const short = bytes.subarray(0, BYTES);
    fc.assert(
      fc.property(fc.nat(4095), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(short);
        damaged[at] = value;
        try {
          elfNeeds(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("that is something else is refused", () => {
    expect(() => elfNeeds(Buffer.from("#!/bin/sh\n".repeat(100)))).toThrow(
      "no 64-bit little-endian ELF file",
    );
  });
});
