import "../quick_schemas.ts";
import { z } from "zod";
import { RATE, withinRate } from "./rate.ts";
import type { Prosody } from "./synthesizer.ts";

/** A voice and how it is to speak: `NAME[@rate=1.1][@pitch=-2][@volume=0.8]`. */
export interface VoiceSpec {
  readonly name: string;
  /** Multiplies the speed of speech. */
  readonly rate: number;
  /** In semitones from the voice's own. */
  readonly pitch: number;
  /** Gain of its samples, before that of everything. */
  readonly volume: number;
}

/** Voices in order of preference; there is always one. */
export type VoiceChain = readonly [VoiceSpec, ...VoiceSpec[]];

/** What may be said of a voice, within which limits, and what holds when nothing is. */
const SETTINGS = {
  rate: { least: RATE.slowest, most: RATE.fastest, usual: 1 },
  pitch: { least: -12, most: 12, usual: 0 },
  volume: { least: 0, most: 4, usual: 1 },
} as const;
const ORDER = ["rate", "pitch", "volume"] as const satisfies (keyof typeof SETTINGS)[];
type Setting = (typeof ORDER)[number];

/** Settings are read from the end, because a name may hold an @ itself. */
const LAST_SETTING = /^(.*)@\s*([A-Za-z_-]+)\s*=([^@]*)$/s;
/** Names in which an @ and a = mean what they mean elsewhere: addresses, and the scripts of the echo voice. */
const FREE_FORM = /^(?:https?:\/\/|echo:)/i;

/**
 * Voices in order of preference, parted by commas, each with its own settings. A comma in an address is written %2C.
 *
 * Sources of the limits: speed and pitch are those of native/voice.h, the gain that of `--volume`.
 */
export const VoiceChain = z.string().transform((text, issues): VoiceChain => {
  const read = readChain(text.split(","));
  if (typeof read !== "string") return read;
  issues.addIssue(read);
  return z.NEVER;
});

/** Reads the items of a chain; a text is what is wrong with one of them. */
export function readChain(items: readonly string[]): VoiceChain | string {
  const specs: VoiceSpec[] = [];
  for (const item of items) {
    const spec = readSpec(item);
    if (typeof spec === "string") return spec;
    specs.push(spec);
  }
  const [first, ...others] = specs;
  return first === undefined ? "must name a voice" : [first, ...others];
}

function readSpec(item: string): VoiceSpec | string {
  const settings = new Map<Setting, number>();
  let name = item.trim();
  for (let found = LAST_SETTING.exec(name); found !== null; found = LAST_SETTING.exec(name)) {
    const [, before = "", word = "", value = ""] = found;
    const setting = settingOf(word);
    if (setting === undefined) {
      if (FREE_FORM.test(name)) break;
      return `knows no setting ${word} of a voice; there are ${ORDER.join(", ")}`;
    }
    const { least, most } = SETTINGS[setting];
    const amount = value.trim() === "" ? Number.NaN : Number(value);
    if (!(amount >= least && amount <= most))
      return `the ${setting} of a voice must be a number from ${least} to ${most}, not ${JSON.stringify(value.trim())}`;
    if (settings.has(setting)) return `says the ${setting} of one voice twice`;
    settings.set(setting, amount);
    name = before.trim();
  }
  if (name === "")
    return "must be voices, parted by commas: NAME, or NAME with @rate=, @pitch=, @volume= behind it";
  const amountOf = (setting: Setting) => settings.get(setting) ?? SETTINGS[setting].usual;
  return { name, rate: amountOf("rate"), pitch: amountOf("pitch"), volume: amountOf("volume") };
}

function settingOf(word: string): Setting | undefined {
  return ORDER.find((setting) => setting === word.toLowerCase());
}

/** How a voice is to speak at a speed of speech, within what voices can do. */
export function prosodyOf({ rate, pitch }: VoiceSpec, speed: number): Prosody {
  return { speed: withinRate(speed * rate), pitch };
}

/** The text that such a chain is read from. */
export function renderChain(chain: VoiceChain): string {
  return chain.map(renderSpec).join(",");
}

function renderSpec(spec: VoiceSpec): string {
  const said = ORDER.filter((setting) => spec[setting] !== SETTINGS[setting].usual);
  return spec.name + said.map((setting) => `@${setting}=${spec[setting]}`).join("");
}
