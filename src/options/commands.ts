import type { Flag, Flags } from "./schemas.ts";

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
  "config",
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
  "config",
] as const;

export const LIST_FLAGS = ["json", "config"] as const;

export const PULL_FLAGS = ["from", "config"] as const;

export const VERIFY_FLAGS = ["no-hash", "json", "config"] as const;

export const TRY_FLAGS = ["readings", "rate", "volume", "device", "output", "offline", "config"] as const;

export const PACK_PULL_FLAGS = [] as const;

export const PACK_VERIFY_FLAGS = ["json", "config"] as const;

export const TRIM_FLAGS = ["keep", "force", "config"] as const;

export const BUNDLE_FLAGS = ["model", "voice", "config"] as const;

export const UNBUNDLE_FLAGS = ["to", "config"] as const;

export const DOCTOR_FLAGS = [
  "model",
  "voice",
  "device",
  "threads",
  "offline",
  "json",
  "clean",
  "yes",
  "config",
] as const;

export const STATUS_FLAGS = ["json", "config"] as const;

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
  "config",
] as const;

export const CTL_FLAGS = ["session", "config"] as const;

export const HOOK_FLAGS = ["settings", "yes", "config"] as const;

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
  "config",
] as const;

export const CONFIG_FLAGS = ["json", "config"] as const;

/** The flags of every command that is for people, by its name of one word or two. */
export const FLAGS_OF: Readonly<Record<string, readonly Flag[]>> = {
  speak: SPEAK_FLAGS,
  translate: TRANSLATE_FLAGS,
  "models list": LIST_FLAGS,
  "models pull": PULL_FLAGS,
  "models verify": VERIFY_FLAGS,
  "models trim": TRIM_FLAGS,
  "models bundle": BUNDLE_FLAGS,
  "models unbundle": UNBUNDLE_FLAGS,
  "voices list": LIST_FLAGS,
  "voices try": TRY_FLAGS,
  "voices pull": PACK_PULL_FLAGS,
  "voices verify": PACK_VERIFY_FLAGS,
  bench: BENCH_FLAGS,
  doctor: DOCTOR_FLAGS,
  serve: SERVE_FLAGS,
  ctl: CTL_FLAGS,
  status: STATUS_FLAGS,
  stop: STOP_FLAGS,
  "hook install": HOOK_FLAGS,
  "hook uninstall": HOOK_FLAGS,
  "config show": CONFIG_FLAGS,
  completions: COMPLETIONS_FLAGS,
};

/** Defaults of one command alone. Who works with an agent face to face wants to know that it waits. */
export const DEFAULTS_OF: Readonly<Record<string, Partial<Readonly<Record<Flag, string>>>>> = {
  serve: { announce: "permission" },
};

export type SpeakOptions = Flags<(typeof SPEAK_FLAGS)[number]>;
export type ServeOptions = Flags<(typeof SERVE_FLAGS)[number]>;
