import { describeProgram, type ProgramDescription } from "../../src/cli_description/describe.ts";
import { ENVIRONMENT } from "../../src/cli_description/environment.ts";
import type { EXIT } from "../../src/errors.ts";
import { ROOT } from "./facts.ts";
import { PLACES } from "./man/places.ts";
import { releaseDate } from "./man/release_date.ts";
import { bold, entry, italic, paragraph, plain, prose, section } from "./man/roff.ts";
import { commandList, examples, options, synopsis } from "./man/sections.ts";

/** What each exit code means. */
const EXIT_CODES: Readonly<Record<(typeof EXIT)[keyof typeof EXIT], string>> = {
  0: "Done.",
  1: "Failed; also when a sentence was lost, or when a check of doctor failed.",
  2: "Wrong usage.",
  130: "After Ctrl-C.",
  143: "After SIGTERM.",
};

const DESCRIPTION = [
  `It reads a coding agent's JSON lines, or plain text, from a pipe, takes the assistant's English text, once, in order and
  without code, translates it with a language model that stays loaded, and speaks it with a native voice, clause by clause,
  while the agent is still writing.`,
  "Nothing leaves the machine: no server, and no network at run time unless it is asked for.",
  "A model is all that it needs: models pull fetches the one that suits the machine.",
];

const OTHERS = ["claude(1)", "codex(1)", "gemini(1)", "systemd.unit(5)", "launchd.plist(5)"];

/**
 * stream-tts-bun.1, from the definitions that read the command line, as a page of man(7).
 *
 * @param date YYYY-MM-DD
 */
export function manPageOf(program: ProgramDescription, date: string): string {
  const { name, version, description } = program;
  const environment = ENVIRONMENT.map(({ names, meaning }) =>
    entry(names.map(bold).join(", "), prose(`${meaning}.`)),
  );
  const files = Object.entries(PLACES).map(([path, meaning]) => entry(italic(path), prose(`${meaning}.`)));
  const codes = Object.entries(EXIT_CODES).map(([code, meaning]) => entry(bold(code), plain(meaning)));
  return [
    `.\\" Made by scripts/release/man_page.ts from the definitions of commands and flags.\n`,
    `.TH ${name.toUpperCase()} 1 ${date} "${name} ${version}" "User Commands"\n`,
    section("NAME", `${plain(name)} \\- ${plain(description)}\n`),
    section("SYNOPSIS", synopsis(program)),
    section("DESCRIPTION", DESCRIPTION.map((text) => paragraph(text)).join("")),
    section("COMMANDS", commandList(program)),
    section("OPTIONS", options(program)),
    section("ENVIRONMENT", environment.join("")),
    section("FILES", files.join("")),
    section("EXIT STATUS", codes.join("")),
    section("EXAMPLES", examples(program)),
    section("SEE ALSO", `${OTHERS.map(reference).join(",\n")}\n`),
  ].join("");
}

/** The man page of this version; the same wherever it is made. */
export async function renderManPage(): Promise<string> {
  const program = await describeProgram("linux");
  return manPageOf(program, await releaseDate(ROOT, program.version));
}

function reference(page: string): string {
  const [, name = "", part = ""] = /^(.+)\((\d)\)$/.exec(page) ?? [];
  return `${bold(name)}(${part})`;
}

if (import.meta.main) process.stdout.write(await renderManPage());
