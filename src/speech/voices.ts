import { AppError } from "../errors.ts";
import type { Parts } from "../parts.ts";

/** A voice and what its backend needs to open it (native/voice.h). */
export interface VoiceChoice {
  readonly name: string;
  readonly library: string;
  /** First argument of tts_voice_open: an .htsvoice file, the name of an Apple voice, or the echo voice's script. */
  readonly source: string;
  /** Second argument: the pronunciation dictionary, or nothing. */
  readonly data: string;
}

/** The best of Otoya and Kyoko that is installed, as the library on AVSpeechSynthesizer finds it. */
const APPLE = "apple";
/** Where there are no Apple voices. */
const MEI = "mei";
const ECHO = /^echo(:.*)?$/;
/** What people who know a Mac's voices write: two of them, any by its identifier, and the older engine. */
const ON_A_MAC = /^(apple|otoya|kyoko|com\.apple\..+|ns:.*)$/i;

/** The names of voices that every installation on such a system knows, the one that it speaks with by itself first. */
export function usualVoices(platform: NodeJS.Platform): string[] {
  return platform === "darwin" ? [APPLE, "otoya", "kyoko", MEI] : [MEI];
}

/**
 * Finds a voice by name.
 *
 * `echo` is a voice for tests: it encodes the text in the sound instead of speaking it. On a Mac every name that is no
 * voice of ours goes to the system, which knows when it is opened which voices are installed.
 *
 * @param name undefined for the one that suits this machine: Apple's on a Mac, elsewhere `mei`
 * @throws AppError VOICE_UNKNOWN with the names there are
 */
export function chooseVoice(name: string | undefined, parts: Parts): VoiceChoice {
  const { apple } = parts;
  if (name === undefined) return chooseVoice(apple === undefined ? MEI : APPLE, parts);
  if (ECHO.test(name)) return { name, library: parts.echo, source: name, data: "" };
  const source = Object.hasOwn(parts.htsVoices, name) ? parts.htsVoices[name] : undefined;
  if (source !== undefined) return { name, library: parts.openJTalk, source, data: parts.dictionary };
  if (apple !== undefined) return { name, library: apple, source: name, data: "" };
  const here = `the voices here are: ${Object.keys(parts.htsVoices).join(", ")}`;
  throw new AppError("VOICE_UNKNOWN", {
    what: `there is no voice named ${name}`,
    why: ON_A_MAC.test(name) ? `Apple's voices are on a Mac only; ${here}` : here,
    fix: `pass one of them to --voice, or leave it out for ${MEI}`,
  });
}
