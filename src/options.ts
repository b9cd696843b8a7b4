import "./quick_schemas.ts";
import { parseArgs } from "node:util";
import type { ArgsDef } from "citty";
import { z } from "zod";
import { MESSAGES } from "./bench/messages.ts";
import { AppError, reasonOf } from "./errors.ts";
import { ANNOUNCEMENTS } from "./input/announcer.ts";
import { CODE_STYLES } from "./input/markdown/fence.ts";
import { CUT_NAMES } from "./models/trim/cuts.ts";
import { usefulProcessors } from "./processors.ts";
import { Casting } from "./speech/casting.ts";
import { RATE } from "./speech/rate.ts";
import { PROFILE_NAMES } from "./translate/profiles.ts";

/**
 * Every flag once: what `--help` says of it, its default, and the schema that its text must satisfy. citty has no
 * numbers and lets unknown flags pass, so flags arrive as text and are checked here.
 */

/** More threads than this only wait for each other in a model of a few billion weights. */
const MOST_USEFUL_THREADS = 8;

const number = (least: number, most: number) =>
  z.coerce.number(`must be a number from ${least} to ${most}`).min(least).max(most);

/** Seconds up to a limit, or `none` for no limit at all. */
const secondsOrNone = (least: number, most: number) =>
  z
    .literal("none")
    .transform(() => Number.POSITIVE_INFINITY)
    .or(number(least, most));

const schemas = {
  input: z.enum(["auto", "claude", "codex", "gemini", "opencode", "text"]),
  agents: z.string().min(1),
  announce: z
    .string()
    .default("")
    .transform((list) => (list === "" ? [] : list.split(",")))
    .pipe(
      z.array(z.enum(ANNOUNCEMENTS, `must be one or more of ${ANNOUNCEMENTS.join(", ")}, parted by commas`)),
    ),
  code: z.enum(CODE_STYLES),
  "flush-after": secondsOrNone(0.05, 86_400),
  model: z.string().min(1).optional(),
  translator: z.string().min(1).optional(),
  profile: z.enum(PROFILE_NAMES).optional(),
  glossary: z.string().min(1).optional(),
  readings: z.string().min(1).optional(),
  voice: z.string().min(1).optional(),
  voices: Casting,
  rate: number(RATE.slowest, RATE.fastest),
  volume: number(0, 4),
  device: z.string().min(1).optional(),
  threads: z
    .literal("auto")
    .transform(() => ({ most: Math.min(usefulProcessors(), MOST_USEFUL_THREADS), adapt: true }))
    .or(
      number(1, 256)
        .pipe(z.number().int())
        .transform((most) => ({ most, adapt: false })),
    ),
  output: z.string().min(1),
  "no-translate": z.boolean(),
  "dry-run": z.boolean(),
  "max-backlog": secondsOrNone(1, 86_400),
  "on-user-turn": z.enum(["interrupt", "finish"]),
  tee: z.boolean(),
  show: z.enum(["en", "ja", "both"]).optional(),
  trace: z.string().min(1).optional(),
  offline: z.boolean(),
  to: z.string().min(1).optional(),
  keep: z.enum(CUT_NAMES),
  force: z.boolean(),
  rounds: number(1, 100).pipe(z.number().int()),
  messages: number(1, MESSAGES.length).pipe(z.number().int()),
  busy: number(0, 256).pipe(z.number().int()),
  json: z.boolean(),
  "no-hash": z.boolean(),
  from: z.enum(["hugging-face", "packages"]).optional(),
  server: z.enum(["auto", "require", "off"]),
  spawn: z.boolean(),
  session: z.string().min(1).optional(),
  "exit-after": secondsOrNone(1, 31_536_000),
  "unload-after": secondsOrNone(1, 31_536_000),
  install: z.boolean(),
  uninstall: z.boolean(),
  settings: z.string().min(1).optional(),
  clean: z.boolean(),
  yes: z.boolean(),
};

const args = {
  input: {
    type: "string",
    valueHint: "KIND",
    default: "auto",
    description: "What stdin holds: auto, claude, codex, gemini, opencode (their JSON lines) or text",
  },
  agents: {
    type: "string",
    valueHint: "main|all|NAME",
    default: "main",
    description:
      "Whose words are spoken: the main agent's, everybody's, or those of the subagents with a name",
  },
  announce: {
    type: "string",
    valueHint: "tools,errors,permission",
    description: "Tell of these, too, in a few words: tools that are used, errors, permission that is needed",
  },
  code: {
    type: "string",
    valueHint: "announce|skip|read",
    default: "announce",
    description: "What is done with fenced code: tell its length, leave it out, or read it as it stands",
  },
  "flush-after": {
    type: "string",
    valueHint: "SECONDS|none",
    default: "3",
    description: "Speak a sentence that stopped in the middle when nothing more came for so long",
  },
  model: {
    type: "string",
    valueHint: "NAME|PATH",
    description: "Translation model: a GGUF file, or its name in a cache. Without it: the best one found",
  },
  translator: {
    type: "string",
    valueHint: "URL",
    description:
      "Translate with an OpenAI-compatible server, http://HOST:PORT; --model is its name for a model then",
  },
  profile: {
    type: "string",
    valueHint: "NAME",
    description: `How the model is asked: ${PROFILE_NAMES.join(", ")}. Without it: by the model's kind`,
  },
  glossary: {
    type: "string",
    valueHint: "FILE",
    description: "Your own terms, a line each: English, a tab or =, and the Japanese it is translated with",
  },
  readings: {
    type: "string",
    valueHint: "FILE",
    description: "How words are said, a line each: a word, a tab or =, and its reading in kana",
  },
  voice: {
    type: "string",
    valueHint: "NAME",
    description: "Voice. Without it: mei, or on a Mac apple, the best of Otoya and Kyoko",
  },
  voices: {
    type: "string",
    valueHint: "WHO=VOICE,…",
    description: "Voices of their own: of main, of agents (all others), or of one agent by its name",
  },
  rate: { type: "string", valueHint: "FACTOR", default: "1.0", description: "Speed of speech, 0.5 to 4" },
  volume: {
    type: "string",
    valueHint: "FACTOR",
    default: "1.0",
    description: "Loudness, 0 to 4; 1.0 leaves the voice as it is",
  },
  device: {
    type: "string",
    valueHint: "NAME",
    description: "Sound device, or a part of its name. Without it: the system's default",
  },
  threads: {
    type: "string",
    valueHint: "N|auto",
    default: "auto",
    description: "CPU threads for the translation; auto uses fewer while other programs are busy",
  },
  output: {
    type: "string",
    valueHint: "device|null|FILE.wav|-",
    default: "device",
    description: "Where the sound goes; null drops it, - is raw int16 at 48,000 Hz mono on stdout",
  },
  "no-translate": { type: "boolean", default: false, description: "Speak the text as it is" },
  "dry-run": {
    type: "boolean",
    default: false,
    description: "Print what would be spoken, as JSON lines; no model, no voice",
  },
  "max-backlog": {
    type: "string",
    valueHint: "SECONDS|none",
    default: "60",
    description: "Speech that may wait for a device; beyond it: faster, joined, then the oldest is skipped",
  },
  "on-user-turn": {
    type: "string",
    valueHint: "interrupt|finish",
    default: "interrupt",
    description: "What a new message of yours does to speech that waits for a device",
  },
  tee: { type: "boolean", default: false, description: "Copy stdin to stdout, byte for byte" },
  show: { type: "string", valueHint: "en|ja|both", description: "Subtitles on stderr, as they are heard" },
  trace: { type: "string", valueHint: "FILE|-", description: "Write what happens, as JSON lines" },
  to: {
    type: "string",
    valueHint: "FOLDER",
    description: "Where the program goes. Without it: ~/.local/bin",
  },
  offline: {
    type: "boolean",
    default: false,
    description: "Have the kernel refuse every socket that could leave this machine",
  },
  keep: {
    type: "string",
    valueHint: CUT_NAMES.join("|"),
    default: "ja",
    description: "What of the vocabulary stays",
  },
  force: { type: "boolean", default: false, description: "Replace the file if it is there already" },
  rounds: { type: "string", valueHint: "N", default: "3", description: "How often everything is measured" },
  messages: {
    type: "string",
    valueHint: "N",
    default: `${MESSAGES.length}`,
    description: `With the first N of ${MESSAGES.length} messages`,
  },
  busy: {
    type: "string",
    valueHint: "N",
    default: "0",
    description: "Programs that keep a processor busy meanwhile",
  },
  json: { type: "boolean", default: false, description: "Print JSON instead of text for people" },
  "no-hash": {
    type: "boolean",
    default: false,
    description: "Look at the header only, and leave out the sha256, which takes seconds",
  },
  from: {
    type: "string",
    valueHint: "hugging-face|packages",
    description: "Fetch from there and from nowhere else. Without it: from wherever it can be had",
  },
  server: {
    type: "string",
    valueHint: "auto|require|off",
    default: "auto",
    description: "The resident service: use it if it runs, insist on it, or leave it alone",
  },
  spawn: {
    type: "boolean",
    default: false,
    description: "Start the service in the background if none runs; it ends after an hour without work",
  },
  session: {
    type: "string",
    valueHint: "ID",
    description: "One session, by its id in status or the beginning of its name. Without it: all of them",
  },
  "exit-after": {
    type: "string",
    valueHint: "SECONDS|none",
    default: "none",
    description: "End after so long without a session",
  },
  "unload-after": {
    type: "string",
    valueHint: "SECONDS|none",
    default: "none",
    description: "Unload the model after so long without a sentence; the next one loads it again",
  },
  install: {
    type: "boolean",
    default: false,
    description: "Have the system start the service with these flags at each login, and start it now",
  },
  uninstall: {
    type: "boolean",
    default: false,
    description: "End that, and end the service",
  },
  settings: {
    type: "string",
    valueHint: "FILE",
    description: "Claude Code's settings file. Without it: ~/.claude/settings.json, or in CLAUDE_CONFIG_DIR",
  },
  clean: {
    type: "boolean",
    default: false,
    description: "Remove what other versions and killed runs have left, and try nothing",
  },
  yes: { type: "boolean", default: false, description: "Change it without asking" },
} satisfies ArgsDef;

type Flag = keyof typeof schemas;

/** The flags of one command, for citty's usage text. */
export function argsOf(names: readonly Flag[]): ArgsDef {
  return pick(args, names);
}

/** What the value of a flag must satisfy; undefined for what is no flag. */
export function schemaOf(name: string): z.ZodType | undefined {
  return Object.entries(schemas).find(([flag]) => flag === name)?.[1];
}

/** What of an agent's words is spoken. */
const CONTENT_FLAGS = ["agents", "announce", "code", "flush-after"] as const;

/** How it is said, and where it is heard. */
const SOUND_FLAGS = [
  "glossary",
  "readings",
  "voice",
  "voices",
  "rate",
  "volume",
  "device",
  "threads",
  "output",
  "no-translate",
] as const;

export const SPEAK_FLAGS = [
  "input",
  ...CONTENT_FLAGS,
  "model",
  "translator",
  "profile",
  ...SOUND_FLAGS,
  "dry-run",
  "max-backlog",
  "on-user-turn",
  "tee",
  "show",
  "trace",
  "server",
  "spawn",
  "offline",
] as const;
/** Announcements are our own words, and Japanese already. */
export const TRANSLATE_FLAGS = [
  "input",
  "agents",
  "flush-after",
  "model",
  "translator",
  "profile",
  "glossary",
  "threads",
  "server",
  "spawn",
  "offline",
] as const;

export const LIST_FLAGS = ["json"] as const;

export const PULL_FLAGS = ["from"] as const;

export const VERIFY_FLAGS = ["no-hash", "json"] as const;

export const TRIM_FLAGS = ["keep", "force"] as const;

export const BUNDLE_FLAGS = ["model"] as const;

export const UNBUNDLE_FLAGS = ["to"] as const;

export const DOCTOR_FLAGS = [
  "model",
  "voice",
  "device",
  "threads",
  "offline",
  "json",
  "clean",
  "yes",
] as const;

export const STATUS_FLAGS = ["json"] as const;

export const STOP_FLAGS = [] as const;

export const COMPLETIONS_FLAGS = [] as const;

/** How hooks' sessions are spoken is the service's affair, since a hook has no command line of its own. */
export const SERVE_FLAGS = [
  ...CONTENT_FLAGS,
  "model",
  "profile",
  ...SOUND_FLAGS,
  "max-backlog",
  "on-user-turn",
  "exit-after",
  "unload-after",
  "trace",
  "install",
  "uninstall",
  "offline",
] as const;

export const CTL_FLAGS = ["session"] as const;

export const HOOK_FLAGS = ["settings", "yes"] as const;

export const BENCH_FLAGS = [
  "model",
  "profile",
  "voice",
  "threads",
  "rounds",
  "messages",
  "busy",
  "offline",
  "json",
] as const;

export type SpeakOptions = Flags<(typeof SPEAK_FLAGS)[number]>;
export type ServeOptions = Flags<(typeof SERVE_FLAGS)[number]>;
/** The values of some flags. */
export type Flags<Name extends Flag> = { [N in Name]: z.infer<(typeof schemas)[N]> };

const usage = (what: string, why: string, command: string) =>
  new AppError("USAGE", { what, why, fix: `stream-tts-bun ${command} --help shows what there is` });

/** How many words a command takes beside its flags. */
export interface WordCount {
  readonly least: number;
  readonly most: number;
}

/**
 * Reads a command line of flags strictly.
 *
 * @param command its name, for the message
 * @throws AppError USAGE for a flag that does not exist, lacks its value, or has one that is not allowed
 */
export function parseFlags<const Name extends Flag>(
  names: readonly Name[],
  argv: string[],
  command: string,
): Flags<Name> {
  return parseWords(names, argv, command, { least: 0, most: 0 }).flags;
}

/**
 * Reads a command line of flags and other words strictly.
 *
 * @param command its name, for the message
 * @throws AppError USAGE, also for too few or too many words
 */
export function parseWords<const Name extends Flag>(
  names: readonly Name[],
  argv: string[],
  command: string,
  { least, most }: WordCount,
): { flags: Flags<Name>; words: string[] } {
  const options = Object.fromEntries(names.map((name) => [name, { type: args[name].type }]));
  let values: Record<string, unknown>;
  let words: string[];
  try {
    ({ values, positionals: words } = parseArgs({
      args: argv,
      options,
      strict: true,
      allowPositionals: most > 0,
    }));
  } catch (error) {
    throw usage("the command line is not understood", reasonOf(error), command);
  }
  if (words.length < least)
    throw usage("the command line is not complete", `${command} needs to know of what`, command);
  if (words.length > most)
    throw usage("the command line is not understood", `${words[most]} is one word too many`, command);
  const defaults = Object.fromEntries(
    names.flatMap((name) => ("default" in args[name] ? [[name, args[name].default]] : [])),
  );
  const parsed = z.object(pick(schemas, names)).safeParse({ ...defaults, ...values });
  if (parsed.success) return { flags: parsed.data as Flags<Name>, words };
  const issue = parsed.error.issues[0];
  const flag = String(issue?.path[0] ?? "");
  throw usage(
    `--${flag} does not take ${JSON.stringify(values[flag])}`,
    issue?.message ?? "it is not allowed",
    command,
  );
}

function pick<Of extends object, Name extends keyof Of>(from: Of, names: readonly Name[]): Pick<Of, Name> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<Of, Name>;
}
