import type { ArgDef, ArgsDef } from "citty";
import { MESSAGES } from "../bench/messages.ts";
import { CUT_NAMES } from "../models/trim/cuts.ts";
import { PROFILE_NAMES } from "../translate/profiles.ts";
import { pick } from "./pick.ts";
import type { Flag } from "./schemas.ts";

/** What `--help` says of each flag, and its default. */
export const args = {
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
    description:
      "Who speaks: a name that voices lists, or http://HOST:PORT; NAME@rate=1.2@pitch=-2@volume=0.8 sets one's own way; after a comma who goes on where it fails or is slow. Without it: mei, or on a Mac apple",
  },
  voices: {
    type: "string",
    valueHint: "WHO=VOICE,…",
    description: "Voices of their own: of main, of agents (all others), of code, or of one agent by its name",
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
  config: {
    type: "string",
    valueHint: "FILE|none",
    description: "Settings, TOML or JSON. Without it: config.toml or .json in ~/.config/stream-tts-bun",
  },
} satisfies Record<Flag, ArgDef>;

/** The flags of one command, for citty's usage text. */
export function argsOf(names: readonly Flag[]): ArgsDef {
  return pick(args, names);
}
