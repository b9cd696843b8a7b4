import { describe, expect, test } from "bun:test";
import { type FormulaFacts, formulaOf } from "../../scripts/release/formula.ts";
import { archiveFiles } from "../../scripts/release/layout.ts";
import { run } from "../../src/fetch/command.ts";

const archive = (name: string, digit: string) => ({
  url: `https://example.org/v1/${name}.tar.gz`,
  sha256: digit.repeat(64),
});
const FACTS: FormulaFacts = {
  description: "Hear it",
  homepage: "https://example.org",
  licence: "MIT",
  version: "1.2.3",
  archives: {
    "darwin-arm64": archive("mac", "a"),
    "linux-arm64": archive("arm", "b"),
    "linux-x64": archive("intel", "c"),
  },
};

/** What stands between `SYSTEM do` and `PROCESSOR do` and the ends of both. */
function archiveIn(formula: string, system: string, processor: string): string | undefined {
  const [, block] = new RegExp(`^  ${system} do\n(.*?)^  end$`, "ms").exec(formula) ?? [];
  const [, inner] = new RegExp(`^    ${processor} do\n(.*?)^    end$`, "ms").exec(block ?? "") ?? [];
  return inner;
}

describe("the formula", () => {
  const formula = formulaOf(FACTS);

  test.each([
    ["on_macos", "on_arm", FACTS.archives["darwin-arm64"]],
    ["on_linux", "on_arm", FACTS.archives["linux-arm64"]],
    ["on_linux", "on_intel", FACTS.archives["linux-x64"]],
  ])("%s %s names its archive and the sum of it", (system, processor, { url, sha256 }) => {
    expect(archiveIn(formula, system, processor)).toBe(`      url "${url}"\n      sha256 "${sha256}"\n`);
  });

  test("is refused on a Mac that there is no program for", () => {
    expect(archiveIn(formula, "on_macos", "on_intel")).toBeUndefined();
    expect(formula).toContain("  on_macos do\n    depends_on arch: :arm64\n");
  });

  test("installs files that the archive has", () => {
    const made = archiveFiles({
      program: Buffer.of(),
      licence: Buffer.of(),
      readme: Buffer.of(),
      changelog: Buffer.of(),
      licences: [{ path: "licences/zod", bytes: Buffer.of(), isProgram: false }],
      manPage: "",
      completions: { bash: "", zsh: "", fish: "" },
    }).flatMap(({ path }) => [path, path.replace(/\/.*/, "")]);
    const installed = [...formula.matchAll(/\.install "([^"]+)"/g)].map(([, path]) => path);
    expect(installed).toHaveLength(6);
    expect(made).toEqual(expect.arrayContaining(installed));
  });

  test("closes what it opens", () => {
    const opened = formula.match(/^\s*(class|def|if|.* = if)\b|\bdo$/gm) ?? [];
    expect(formula.match(/^\s*end$/gm)).toHaveLength(opened.length);
  });

  test.each(['a "quoted" word', "#{system}", "two\nlines", "a \\"])("does not hold %p", (description) => {
    expect(() => formulaOf({ ...FACTS, description })).toThrow("cannot stand in a formula");
  });

  test("is Ruby", async () => {
    expect(await run(["ruby", "-c", "-e", formula], 10_000)).toContain("Syntax OK");
  });
});
