import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderManPage } from "../../scripts/release/man_page.ts";
import { describeProgram } from "../../src/cli_description/describe.ts";
import { ENVIRONMENT } from "../../src/cli_description/environment.ts";
import { EXIT } from "../../src/errors.ts";

const LIMIT_MS = 60_000;
setDefaultTimeout(LIMIT_MS);

const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-man-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const roff = await renderManPage();
const path = join(folder, "stream-tts-bun.1");
writeFileSync(path, roff);
const program = await describeProgram("linux");

/** Runs a reader of man pages to its end. */
async function read(command: readonly string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([...command], {
    stdio: ["ignore", "pipe", "pipe"],
    // Broad, so that no line is parted, and without hyphens at the ends of lines.
    env: { ...process.env, MANWIDTH: "2000", MANOPT: "--nh --nj", ...env },
    timeout: LIMIT_MS,
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, stdout, stderr };
}

/** As a terminal without other characters shows it. */
const ascii = (text: string) => text.replaceAll("…", "...");

const SILENT = { code: 0, stdout: "", stderr: "" };

test.each([
  { reader: "mandoc", command: ["mandoc", "-T", "lint", "-W", "all", path] },
  { reader: "groff", command: ["groff", "-ww", "-man", "-T", "utf8", "-z", path] },
  { reader: "groff for PostScript", command: ["groff", "-ww", "-man", "-T", "ps", "-z", path] },
  { reader: "groff for ASCII", command: ["groff", "-ww", "-man", "-T", "ascii", "-z", path] },
])("$reader finds nothing to warn of", async ({ command }) => {
  expect(await read(command)).toEqual(SILENT);
});

test.each(["C", "C.UTF-8"])("man shows it without a warning in the locale %s", async (locale) => {
  const { code, stderr } = await read(["man", "--warnings", "--local-file", "--pager=cat", path], {
    LC_ALL: locale,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("mandoc finds fault with a page that has one", async () => {
  const faulty = join(folder, "faulty.1");
  writeFileSync(faulty, roff.replace(".SH NAME\n", ".SH NAME\n.PP\n"));
  expect((await read(["mandoc", "-T", "lint", "-W", "all", faulty])).code).not.toBe(0);
});

describe("as man shows it", () => {
  const shown = read(["man", "--local-file", "--pager=cat", path], { LC_ALL: "C" }).then(
    ({ stdout }) => stdout,
  );
  /** From a heading to the next one that is indented no more. */
  const below = async (heading: string, indent: string) => {
    const [, behind] = (await shown).split(`\n${indent}${heading}\n`);
    if (behind === undefined) throw new Error(`there is no ${heading}`);
    const [text = ""] = behind.split(new RegExp(`^ {0,${indent.length}}(?=\\S)`, "m"));
    return text;
  };

  test("it has the sections that such pages have, in their order", async () => {
    expect([...(await shown).matchAll(/^[A-Z][A-Z ]+$/gm)].map(([title]) => title)).toEqual([
      ...["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS"],
      ...["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"],
    ]);
  });

  test.each(program.commands.map((command) => ({ name: command.name, command })))(
    "it tells of every argument and flag of $name, and of no other",
    async ({ name, command }) => {
      const text = await below(`${program.name} ${name}`, "   ");
      const told = [...text.matchAll(/^ {7}(?:-h, )?--([a-z-]+)(?![a-z,-])/gm)].map(([, flag]) => flag);
      expect(told).toEqual(command.flags.map((flag) => flag.name));
      for (const { name: flag, description, value } of command.flags) {
        if (value !== null) expect(text).toContain(ascii(`--${flag} ${value.hint}`));
        expect(text).toContain(ascii(description));
      }
      for (const { name: argument, description } of command.arguments) {
        expect(text).toContain(`       ${argument.toUpperCase()}`);
        expect(text).toContain(ascii(description));
      }
    },
  );

  test("it names every variable and every exit code", async () => {
    const environment = await below("ENVIRONMENT", "");
    for (const { names } of ENVIRONMENT) expect(environment).toContain(`       ${names.join(", ")}`);
    const codes = await below("EXIT STATUS", "");
    expect([...codes.matchAll(/^ {7}(\d+)/gm)].map(([, code]) => Number(code))).toEqual(Object.values(EXIT));
  });
});

test("its date comes from the sources, so that it is made alike at any time", async () => {
  const [, date] = /^\.TH STREAM-TTS-BUN 1 (\S+) "stream-tts-bun [\d.]+" "User Commands"$/m.exec(roff) ?? [];
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(await renderManPage()).toBe(roff);
});
