import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataFile } from "../../scripts/release/file.ts";
import { formulaOf } from "../../scripts/release/formula.ts";
import { archiveFiles } from "../../scripts/release/layout.ts";
import { sha256, sumsOf } from "../../scripts/release/sums.ts";
import { gzipOf, tarOf } from "../../scripts/release/tar.ts";
import { wishesOf } from "../../scripts/release_check/command_line.ts";
import { inside } from "../../scripts/release_check/debian.ts";
import { STEPS } from "../../scripts/release_check/steps.ts";
import { TargetName } from "../../scripts/setup/target_name.ts";
import { perform, type Verdict } from "../../scripts/testing/steps/step.ts";
import { run } from "../../src/fetch/command.ts";

const VERSION = "1.2.3";
const ARCHIVE = `stream-tts-bun-${VERSION}-linux-x64.tar.gz`;
/** What the formula's test block asks of the program. */
const PROGRAM = `#!/bin/sh
case $1 in
  --version) echo ${VERSION} ;;
  --dry-run) cat ;;
esac
`;
const SHELLS = { bash: "", zsh: "", fish: "" };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "release-check-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A release of a program that is a shell script; `program` is what stands in dist/linux-x64. */
function releaseOf(
  name: string,
  of: { shell?: string; program?: Uint8Array; sums?: (text: string) => string },
) {
  const dist = join(folder, name);
  mkdirSync(join(dist, "linux-x64"), { recursive: true });
  const nothing = Buffer.of();
  const files = archiveFiles({
    program: Buffer.from(of.shell ?? PROGRAM),
    ...{ licence: nothing, readme: nothing, changelog: nothing, manPage: "", completions: SHELLS },
    licences: [dataFile("licences/zod", "MIT")],
  });
  const archive = gzipOf(tarOf(`stream-tts-bun-${VERSION}`, files));
  const archives = TargetName.options.map((target) => {
    const file = `stream-tts-bun-${VERSION}-${target}.tar.gz`;
    writeFileSync(join(dist, file), archive);
    return [target, { url: `https://example.org/${file}`, sha256: sha256(archive) }] as const;
  });
  const [x64, arm64, darwin] = archives.map(([, told]) => told);
  if (x64 === undefined || arm64 === undefined || darwin === undefined) throw new Error("a target is new");
  const formula = formulaOf({
    ...{ description: "Hear it", homepage: "https://example.org", licence: "MIT", version: VERSION },
    archives: { "linux-x64": x64, "linux-arm64": arm64, "darwin-arm64": darwin },
  });
  writeFileSync(join(dist, "stream-tts-bun.rb"), formula);
  writeFileSync(join(dist, "linux-x64", "stream-tts-bun"), of.program ?? nothing);
  const released = archives.map(([target]) => join(dist, `stream-tts-bun-${VERSION}-${target}.tar.gz`));
  const sums = sumsOf([...released, join(dist, "stream-tts-bun.rb")]);
  writeFileSync(join(dist, "SHA256SUMS"), (of.sums ?? String)(sums));
  return dist;
}

/** What becomes of a step that looks at a release. */
async function looked(wanted: string, dist: string) {
  const step = STEPS.find(({ name }) => name === wanted);
  if (step === undefined) throw new Error(`there is no step ${wanted}`);
  const scene = { dist, version: VERSION, folder: mkdtempSync(join(folder, "scene-")), env: process.env };
  const { status, why } = await perform(step, scene);
  return { status, why };
}

const LIBRARY = Buffer.concat([Buffer.of(0x7f), Buffer.from("ELF a library")]);
const packed = (...contents: Uint8Array[]) =>
  Buffer.concat(contents.map((bytes) => Bun.zstdCompressSync(bytes)));
const ours = Buffer.from(`\0${join(import.meta.dir, "a.c")}\0`);
const otherSum = (text: string) => text.replace(/^[0-9a-f]{64}/gm, "0".repeat(64));

describe("a release is looked at:", () => {
  const cases: [string, string, Parameters<typeof releaseOf>[1], Verdict["status"], string][] = [
    ["whole files", "sums", {}, "passed", "4 files are whole"],
    ["other files", "sums", { sums: otherSum }, "failed", `${ARCHIVE}: FAILED`],
    ["a clean program", "paths-linux-x64", { program: packed(LIBRARY) }, "passed", "1 libraries among them"],
    [
      "a path in the program",
      "paths-linux-x64",
      { program: Buffer.concat([ours, packed(LIBRARY)]) },
      "failed",
      "a.c",
    ],
    ["a path in what it unpacks", "paths-linux-x64", { program: packed(LIBRARY, ours) }, "failed", "a.c"],
    ["a program that unpacks nothing", "paths-linux-x64", { program: ours }, "failed", "nothing is shown"],
    ["no program", "paths-darwin-arm64", {}, "skipped", "bun run release makes it"],
    ["the formula", "formula", {}, "passed", "sums equal those of SHA256SUMS"],
    ["a formula with another sum", "formula", { sums: otherSum }, "failed", "SHA256SUMS does not have"],
    ["what the formula installs", "formula-install", {}, "passed", "6 files are installed"],
    [
      "a formula whose test fails",
      "formula-install",
      { shell: PROGRAM.replace(VERSION, "1.2.4") },
      "failed",
      '"1.2.4" is not "1.2.3"',
    ],
  ];
  test.each(cases)("%s", async (name, step, release, status, why) => {
    const found = await looked(step, releaseOf(name.replaceAll(" ", "-"), release));
    expect(found).toEqual({ status, why: expect.stringContaining(why) });
  });
});

test("steps are chosen by their names, in their own order", () => {
  const { steps, output, dist } = wishesOf(["--only", "formula,sums", "somewhere"]);
  expect(steps.map(({ name }) => name)).toEqual(["sums", "formula"]);
  expect(output).toBe(join(dist, "release-check.md"));
});

test.each([[["--only", "tea"]], [["one", "two"]], [["--colour"]]])("%p is not understood", (argv) => {
  expect(() => wishesOf(argv)).toThrow(expect.objectContaining({ code: "USAGE" }));
});

test.skipIf(process.getuid?.() !== 0)(
  "what is entered sees a folder, cannot change it, and has no network",
  async () => {
    const root = join(folder, "root");
    for (const name of ["proc", "dev"]) mkdirSync(join(root, name), { recursive: true });
    const seen = join(folder, "seen");
    mkdirSync(seen);
    writeFileSync(join(seen, "it's"), "here");
    const ofShell = ["/usr", "/bin", "/lib", "/lib64"].map((path) => [path, path] as const);
    const folders = Object.fromEntries([...ofShell, ["/seen", seen] as const]);
    const command = `cat "/seen/it's"; touch /seen/x 2>/dev/null || echo " only"; sed -n 's/^ *\\(\\w*\\):.*/\\1/p' /proc/net/dev`;
    const told = await run(
      inside({ root, architecture: "amd64" }, ["sh", "-c", command], { folders }),
      20_000,
    );
    expect(told).toBe("here only\nlo\n");
  },
);
