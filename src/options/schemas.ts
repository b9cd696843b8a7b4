import "../quick_schemas.ts";
import { z } from "zod";
import { MESSAGES } from "../bench/messages.ts";
import { ANNOUNCEMENTS } from "../input/announcer.ts";
import { CODE_STYLES } from "../input/markdown/fence.ts";
import { CUT_NAMES } from "../models/trim/cuts.ts";
import { usefulProcessors } from "../processors.ts";
import { Casting } from "../speech/casting.ts";
import { RATE } from "../speech/rate.ts";
import { VoiceChain } from "../speech/voice_spec.ts";
import { PROFILE_NAMES } from "../translate/profiles.ts";

/** More threads than this only wait for each other in a model of a few billion weights. */
const MOST_USEFUL_THREADS = 8;

const yesOrNo = z.boolean("must be true or false");

const text = z.string().min(1, "must not be empty");

const oneOf = <const Word extends string>(words: readonly Word[]) =>
  z.enum(words, `must be one of ${words.join(", ")}`);

function number(least: number, most: number, must = `must be a number from ${least} to ${most}`) {
  return z.coerce.number(must).min(least, must).max(most, must);
}

function wholeNumber(least: number, most: number, must = `must be a whole number from ${least} to ${most}`) {
  return number(least, most, must).pipe(z.number().int(must));
}

/** Seconds up to a limit, or `none` for no limit at all. */
function secondsOrNone(least: number, most: number) {
  const must = `must be a number from ${least} to ${most}, or none`;
  return z.union(
    [z.literal("none").transform(() => Number.POSITIVE_INFINITY), number(least, most, must)],
    must,
  );
}

const MUST_OF_THREADS = "must be a whole number from 1 to 256, or auto";

/** The schema that the text of each flag must satisfy; a flag of presence has a boolean. */
export const schemas = {
  input: oneOf(["auto", "claude", "codex", "gemini", "opencode", "text"]),
  agents: text,
  announce: z
    .string()
    .default("")
    .transform((list) => (list === "" ? [] : list.split(",")))
    .pipe(
      z.array(z.enum(ANNOUNCEMENTS, `must be one or more of ${ANNOUNCEMENTS.join(", ")}, parted by commas`)),
    ),
  code: oneOf(CODE_STYLES),
  "flush-after": secondsOrNone(0.05, 86_400),
  model: text.optional(),
  translator: text.optional(),
  profile: oneOf(PROFILE_NAMES).optional(),
  glossary: text.optional(),
  readings: text.optional(),
  voice: VoiceChain.optional(),
  voices: Casting,
  rate: number(RATE.slowest, RATE.fastest),
  volume: number(0, 4),
  device: text.optional(),
  threads: z.union(
    [
      z
        .literal("auto")
        .transform(() => ({ most: Math.min(usefulProcessors(), MOST_USEFUL_THREADS), adapt: true })),
      wholeNumber(1, 256, MUST_OF_THREADS).transform((most) => ({ most, adapt: false })),
    ],
    MUST_OF_THREADS,
  ),
  output: text,
  "no-translate": yesOrNo,
  "dry-run": yesOrNo,
  "max-backlog": secondsOrNone(1, 86_400),
  "on-user-turn": oneOf(["interrupt", "finish"]),
  tee: yesOrNo,
  show: oneOf(["en", "ja", "both"]).optional(),
  trace: text.optional(),
  offline: yesOrNo,
  to: text.optional(),
  keep: oneOf(CUT_NAMES),
  force: yesOrNo,
  rounds: wholeNumber(1, 100),
  messages: wholeNumber(1, MESSAGES.length),
  busy: wholeNumber(0, 256),
  json: yesOrNo,
  "no-hash": yesOrNo,
  from: oneOf(["hugging-face", "packages"]).optional(),
  server: oneOf(["auto", "require", "off"]),
  spawn: yesOrNo,
  session: text.optional(),
  "exit-after": secondsOrNone(1, 31_536_000),
  "unload-after": secondsOrNone(1, 31_536_000),
  install: yesOrNo,
  uninstall: yesOrNo,
  settings: text.optional(),
  clean: yesOrNo,
  yes: yesOrNo,
  config: text.optional(),
};

export type Flag = keyof typeof schemas;

/** The values of some flags. */
export type Flags<Name extends Flag> = { [N in Name]: z.infer<(typeof schemas)[N]> };

/** What the value of a flag must satisfy; undefined for what is no flag. */
export function schemaOf(name: string): z.ZodType | undefined {
  return Object.entries(schemas).find(([flag]) => flag === name)?.[1];
}
